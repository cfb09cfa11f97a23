"""Organisations as a sheet; the slug says which is which."""

from agenda.models import Organisation
from agenda.sheets.cells import written
from agenda.sheets.columns import ChoiceColumn, Column, RelatedColumn, WordColumn
from agenda.sheets.directory import Directory
from agenda.sheets.resource import SheetResource

MARKDOWN = "Markdown: *emphasis*, lists, links."


class OrganisationSheet(SheetResource):
    """All organisations. Logos are uploaded in the admin."""

    title = "Organisations"
    explanation = (
        "One organisation a row. The slug says which organisation a row is: a slug that nobody has adds a new one.",
        "To change a slug, open the organisation in the admin; here it would make a second organisation.",
    )

    class Meta(SheetResource.Meta):
        model = Organisation
        import_id_fields = ("slug",)

    def columns(self):
        self.directory = Directory()
        return [
            WordColumn("slug", "Slug", "Required. Latin letters, digits and hyphens; stands in the address of its page."),
            Column("name_en", "Name (English)", "Required in one language, better in both.", width=40),
            Column("name_km", "Name (Khmer)", width=40),
            Column("acronym", "Acronym", "For example TRC.", width=12),
            ChoiceColumn("kind", "Kind", "Required.", Organisation.Kind),
            RelatedColumn(
                "parent",
                "Part of",
                "The slug of the organisation of which it is a department.",
                name=lambda organisation: organisation.slug,
                find=self.directory.organisation,
                allowed=list(self.directory.organisations),
            ),
            Column("description_en", "Description (English)", MARKDOWN, width=50),
            Column("description_km", "Description (Khmer)", width=50),
            WordColumn("website", "Website", "With https://", width=30),
        ]

    def with_cells(self, queryset):
        return queryset.select_related("parent")

    def key_of(self, instance):
        return instance.slug

    def key_in(self, row):
        return written(row["Slug"]).strip() or None

    def arranged(self, rows, headings):
        """Put organisations before their departments, where both are in the file."""
        if "Part of" not in headings or "Slug" not in headings:
            return rows
        slug_at, parent_at = headings.index("Slug"), headings.index("Part of")

        def cell(cells, position):
            return written(cells[position]).strip() if position < len(cells) else ""

        by_slug = {cell(cells, slug_at): (number, cells) for number, cells in rows}
        order: dict[int, list] = {}
        for number, cells in rows:
            above, above_slugs = [(number, cells)], {cell(cells, slug_at)}
            while (slug := cell(above[-1][1], parent_at)) in by_slug and slug not in above_slugs:
                above.append(by_slug[slug])
                above_slugs.add(slug)
            order |= {found: found_cells for found, found_cells in reversed(above) if found not in order}
        return list(order.items())

    def after_save_instance(self, instance, row, **kwargs):
        self.directory.organisations[instance.slug] = instance
