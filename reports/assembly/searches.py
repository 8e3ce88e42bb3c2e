"""What was searched, in sentences."""

from collections.abc import Iterator

from audit.domain.answer import SearchLog, SearchRun
from reports.assembly.formats import counted, day


def search_lines(log: SearchLog) -> Iterator[str]:
    """The search as a whole, then each query with how many results it had."""
    queries = ", ".join(f"“{query}”" for query in log.queries)
    by = f" by {log.searched_by}" if log.searched_by else ""
    tool = f" with {log.tool}" if log.tool else ""
    yield (
        f"Searched on {day(log.searched_on)}{by}{tool} for {queries} in {', '.join(log.sources)} "
        f"(languages: {', '.join(log.languages)})."
    )
    for run in log.runs:
        yield _run(run)


def _run(run: SearchRun) -> str:
    results = "an unknown number of results"
    if run.results is not None:
        results = counted(run.results, "result", "results") if run.results else "no result"
    found = f"; {run.found}" if run.found else ""
    return (
        f"“{run.query}” in {run.source} ({run.language}, {day(run.searched_on)}): {results}{found}."
    )
