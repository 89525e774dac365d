/* The page that asks the house: "/" goes to the question, the arrows go through the sources, failures are told. */
(function () {
    "use strict";

    function question() {
        return document.getElementById("question");
    }

    function pieces() {
        return Array.from(document.querySelectorAll("#answer .ness-piece"));
    }

    function isTyping(target) {
        return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    }

    /* The title is the link: Enter opens it. */
    function enter(piece) {
        (piece.querySelector("a.ness-piece-title") || piece).focus();
        piece.scrollIntoView({ block: "nearest" });
    }

    function step(by) {
        const all = pieces();
        const here = all.findIndex(function (piece) {
            return piece.contains(document.activeElement);
        });
        if (here + by < 0) {
            question().focus();
        } else if (all[here + by]) {
            enter(all[here + by]);
        }
    }

    document.addEventListener("keydown", function (event) {
        if (event.ctrlKey || event.metaKey || event.altKey || !question()) {
            return;
        }
        if (event.key === "/" && !isTyping(event.target)) {
            event.preventDefault();
            question().focus();
            question().select();
        }
        const isHere = event.target === question() || (event.target instanceof Element && event.target.closest("#answer"));
        if (isHere && (event.key === "ArrowDown" || event.key === "ArrowUp") && pieces().length) {
            event.preventDefault();
            step(event.key === "ArrowDown" ? 1 : -1);
        }
    });

    function failed(event) {
        const place = document.getElementById("answer");
        if (event.target.id === "ask" && place) {
            const told = document.createElement("p");
            told.className = "ness-error";
            told.setAttribute("role", "alert");
            told.textContent = place.dataset.failed;
            place.replaceChildren(told);
        }
    }

    document.addEventListener("htmx:responseError", failed);
    document.addEventListener("htmx:sendError", failed);
})();
