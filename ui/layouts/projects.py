"""The project and what stands on its page."""

from __future__ import annotations

from ui.layouts.base import COMMON, Layout, Section, row

LAYOUTS: dict[str, Layout] = {
    "project": Layout(
        (
            Section("", (
                row("name"),
                row("companies"),
                row("group 6", "stage 6"),
                row("stage_on 6", "lead_unit 6"),
                row("sihua 6", "cluster 6"),
                row("industry 6", "major 6"),
                row("summary", summary={"lines": 3}),
            )),
            Section("Investment", (
                row("total_investment 6", "fixed_investment 6"),
                row("contract_amount 6", "tax_per_mu 6"),
                row("planned_start 6", "planned_production 6"),
                row("partners", partners={"widths": (3, 2, 4)}),
            )),
            Section("Land, energy, people", (
                row("park 6", "land_mu 6"),
                row("energy_tce 6", "power_kva 6"),
                row("water_m3d 6", "eia 6"),
                row("jobs 6"),
            )),
            COMMON,
        ),
        first="name",
        label=88,
    ),
}  # fmt: skip
