"""The twin of whoever buys traffic: a campaign that it launches is a row, and can be paused."""

from growth.models import Campaign
from growth.squads.ports import NewCampaign
from growth.squads.shapes import CampaignLaunched
from nessos.integrations.sandbox.twin import Twin


class TrafficTwin(Twin):
    squad = "traffic"

    def campaign_launch(self, campaign: NewCampaign, key: str) -> CampaignLaunched:
        return self.perform_once(
            campaign.purpose, campaign, key, answer=CampaignLaunched, effect=lambda: _launch(campaign)
        )

    def look_up(self, key: str) -> CampaignLaunched | None:
        return self.answer_find(key, CampaignLaunched)


def _launch(wanted: NewCampaign) -> CampaignLaunched:
    campaign = Campaign.objects.create(
        name=wanted.name,
        kind=wanted.kind,
        budget=wanted.budget,
        products=wanted.products,
        audience=wanted.audience_id,
    )
    return CampaignLaunched(
        campaign_id=str(campaign.pk), status=Campaign.Status.ACTIVE.value, budget=wanted.budget
    )
