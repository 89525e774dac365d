"""Google Ads' twin: audiences and campaigns are rows, and a campaign that is paused stays so."""

from django.db.models import QuerySet

from growth.models import Audience, Campaign
from growth.squads.ports import NewAudience
from growth.squads.shapes import AudienceCreated, CampaignsPaused, PauseCampaigns
from nessos.integrations.sandbox.twin import Twin


class GoogleAdsTwin(Twin):
    squad = "google_ads"

    def audience_create(self, audience: NewAudience, key: str) -> AudienceCreated:
        return self.perform_once(
            audience.purpose, audience, key, answer=AudienceCreated, effect=lambda: _create(audience)
        )

    def audience_look_up(self, key: str) -> AudienceCreated | None:
        return self.answer_find(key, AudienceCreated)

    def campaigns_pause(self, which: PauseCampaigns, key: str) -> CampaignsPaused:
        return self.perform_once(
            "pause_product_campaigns", which, key, answer=CampaignsPaused, effect=lambda: _pause(which)
        )

    def pause_look_up(self, key: str) -> CampaignsPaused | None:
        return self.answer_find(key, CampaignsPaused)

    def campaigns_shown(self, product_id: str) -> list[str]:
        return [str(pk) for pk in _shown(product_id).values_list("pk", flat=True)]


def _create(wanted: NewAudience) -> AudienceCreated:
    audience = Audience.objects.create(
        name=wanted.name, kind=wanted.kind, products=wanted.products, members=wanted.members
    )
    return AudienceCreated(audience_id=str(audience.pk), size=audience.size)


def _pause(which: PauseCampaigns) -> CampaignsPaused:
    longest = Campaign._meta.get_field("pause_reason").max_length
    paused = list(_shown(which.product_id).select_for_update())
    for campaign in paused:
        campaign.status, campaign.pause_reason = Campaign.Status.PAUSED, (which.reason or "")[:longest]
        campaign.save(update_fields=["status", "pause_reason"])
    return CampaignsPaused(campaigns_paused=len(paused), campaign_ids=[str(each.pk) for each in paused])


def _shown(product_id: str) -> QuerySet[Campaign]:
    # In the order of ids, so that two who pause lock in one order.
    return Campaign.objects.filter(products__contains=[product_id], status=Campaign.Status.ACTIVE).order_by(
        "pk"
    )
