"""First names as they are common in Brazil, folded."""

_TEXT = """
adriana adriano alan alessandra alex alexandra alexandre alice aline amanda ana anderson andre andrea andreia
andressa angela antonia antonio aparecida ariane arnaldo arthur artur augusto barbara beatriz benedita benedito
benjamin bernardo bia bianca breno bruna bruno caio camila carla carlos carolina caroline cassio catarina
cecilia celia celso cesar clara clarice claudia claudio cleber cristiane cristiano cristina dalva daniel daniela
daniele danilo debora denise diego dirce douglas edilson edson eduarda eduardo elaine eliana eliane elias elisa
elisangela elza emerson erica erika ester eva evandro fabiana fabiano fabio fabricio fatima felipe fernanda
fernando flavia flavio francisca francisco gabriel gabriela geraldo gilberto gilmar giovana giovanna gisele
guilherme gustavo heitor helena helio heloisa henrique hugo igor ines irene iris isabel isabela isabella isadora
ivan ivone jaqueline jean jessica joana joao joaquim jonas jorge jose josefa joyce julia juliana juliano julio
karen karina katia kelly laercio lais larissa laura leandro leila leonardo leticia lidia ligia lilian liliane
livia lorena luan luana lucas lucia luciana luciano luis luisa luiz luiza luzia magda maicon manoel manuel
manuela marcela marcelo marcia marcio marco marcos margarida maria mariana marina mario marisa marlene marta
mateus matheus mauricio mauro maya michele miguel milena milton miriam mirian monica murilo nadia natalia
nathalia neide nelson neusa nicolas nicole nilton nina noemi olga olivia osvaldo otavio pablo pamela patricia
paula paulo pedro priscila rafael rafaela raimunda raimundo raquel raul rebeca regina reginaldo renan renata
renato ricardo rita roberta roberto rodolfo rodrigo rogerio ronaldo rosa rosana rosangela rosemary rosilene
rubens rui ruth samuel sandra sandro sara sebastiana sebastiao sergio severino silvana silvia silvio simone
sofia sonia stefany suelen sueli suzana tadeu tania tatiana tatiane telma teresa tereza thais thiago tiago tomas
tulio ursula valdir valeria valter vanda vanessa vera veronica vicente victor vinicius virginia vitor vitoria
vivian viviane wagner walter wanderley wellington wesley willian wilson yara yasmin yuri zelia
"""
FIRST_NAMES = frozenset(_TEXT.split())
