"""The options of `maxxit replay`, each with what is told of it in the help."""

from pathlib import Path
from typing import Annotated

import typer

Posts = Annotated[
    Path,
    typer.Option(help="The posts, one JSON object a line.", show_default="the recorded week's"),
]
Marks = Annotated[
    Path | None, typer.Option(help="Prices as CSV; marks.csv beside the posts if not named.")
]
Agents = Annotated[
    Path | None, typer.Option(help="Who trades; agents.toml beside the posts if not named.")
]
SceneOption = Annotated[
    Path | None, typer.Option("--scene", help="The circumstances; replay.toml beside the posts.")
]
Scores = Annotated[
    Path | None, typer.Option(help="Market figures as CSV; scores.csv beside the posts, if any.")
]
PreferencesOption = Annotated[
    Path | None,
    typer.Option("--preferences", help="Users' dials as CSV; preferences.csv beside, if any."),
]
FromLog = Annotated[
    str | None,
    typer.Option(metavar="DAY|DAY..DAY|all", help="Read UTC days from the stored event log."),
]
DaysOption = Annotated[
    int | None, typer.Option("--days", min=1, help="How many days of the log, from DAY on.")
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="What if this rule were other than it is."),
]
Seed = Annotated[int | None, typer.Option(help="The paper venue's luck, and that of the interval.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")]
SaveDecisions = Annotated[
    Path | None, typer.Option(help="Write every input and message, a numbered line each.")
]
Compare = Annotated[
    Path | None,
    typer.Option("--compare", help="Name the first line that differs from such a file."),
]
