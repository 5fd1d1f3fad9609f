"""What an export writes: one file, or a table and what stands beside it."""

from gapmap.tasks.products import files, job_of, named


def all_files(product, dataset, table, day=None, **options):
    """Every file of an export, by name; the first is the product itself."""
    return files(job_of(product, dataset, table, day, **options), f"old{named(product).ending}")


def with_record(product, dataset, table, day=None, **options):
    """The file that keeps what made the export: the product itself, or the one beside it."""
    return list(all_files(product, dataset, table, day, **options).values())[-1]
