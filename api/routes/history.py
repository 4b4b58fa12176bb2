"""History: positions that closed, as a list, as a file, and as tax lots."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.choosing import ChoosingClosed
from api.dependencies import Gateway, Looking
from api.files import Format, answer_of, file_of
from api.gate import Gate
from api.guards import Reader
from api.pagination import Paged
from api.schemas.filters import EARLIEST, LATEST, Bound
from api.schemas.history import ResultOut, TaxLotOut, tax_lot_out
from api.schemas.positions import PositionOut, position_out
from contracts.market import Side
from domain.access import Caller
from domain.tax_lots import LotMethod, tax_lots
from infra.reading.history import Filled, filled_in, results
from infra.reading.look import Look, looking
from infra.reading.positions import history_page

router = APIRouter(prefix="/api", tags=["history"])
Since = Annotated[Bound, Query(alias="from", description="Closed at this moment or later.")]
Until = Annotated[Bound, Query(alias="to", description="Closed before this moment.")]
Form = Annotated[Format, Query(alias="format")]
Year = Annotated[int, Query(ge=2009, le=2100, description="The UTC year the lots were closed in.")]


@router.get("/history")
async def list_history(
    response: Response, look: Looking, chosen: ChoosingClosed, paging: Paged, _: Reader
) -> Sequence[PositionOut]:
    """List the caller's closed positions, the last to close first; `from` and `to` are of that."""
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    seen = await history_page(look, chosen, place)
    page = paging.page(response, seen, lambda each: (each.row["closed_at"], each.row["id"]))
    return [position_out(each) for each in page]


@router.get(
    "/history/export", response_class=StreamingResponse, responses=answer_of(list[ResultOut])
)
async def export_history(
    gate: Gateway,
    caller: Reader,
    since: Since = EARLIEST,
    until: Until = LATEST,
    form: Form = Format.CSV,
) -> StreamingResponse:
    """Download all of the caller's own closed positions, the first to close first."""

    async def pages() -> AsyncIterator[Sequence[ResultOut]]:
        async for rows in results(lambda: _look(gate, caller), since, until):
            yield [ResultOut(**row) for row in rows]

    return file_of("history", ResultOut, pages(), form)


@router.get("/tax-lots", response_class=StreamingResponse, responses=answer_of(list[TaxLotOut]))
async def export_tax_lots(
    gate: Gateway,
    caller: Reader,
    year: Year,
    method: LotMethod = LotMethod.FIFO,
    form: Form = Format.CSV,
) -> StreamingResponse:
    """Download the tax lots of the caller's own positions that were closed in a year.

    A lot is a part of an opening fill and the closing fill that closed it. It counts in the UTC
    year of the closing fill, also while the rest of its position is held. `gain` is proceeds less
    cost basis less both fills' fees in proportion; for a SHORT the opening brings the proceeds.
    Fills of a wallet, venue and position are one pool. Funding, and the platform's own fees, are
    no part of it. All lots of a position that closed add up to its net PnL.
    """
    since, until = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)

    async def pages() -> AsyncIterator[Sequence[TaxLotOut]]:
        async for page in filled_in(lambda: _look(gate, caller), since, until):
            lots = [lot for filled in page for lot in _lots(filled, method)]
            yield [lot for lot in lots if since <= lot.disposed_at < until]

    return file_of(f"tax-lots-{year}-{method.lower()}", TaxLotOut, pages(), form)


def _lots(filled: Filled, method: LotMethod) -> list[TaxLotOut]:
    row = filled.row
    return [
        tax_lot_out(row, lot, method) for lot in tax_lots(Side(row["side"]), filled.fills, method)
    ]


def _look(gate: Gate, caller: Caller) -> AbstractAsyncContextManager[Look]:
    return looking(gate.engine, gate.network, caller)
