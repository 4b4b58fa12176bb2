from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.bill_kind import BillKind, check_bill_kind
from ..models.bill_status import BillStatus, check_bill_status

T = TypeVar("T", bound="BillOut")


@_attrs_define
class BillOut:
    """An amount owed; PENDING until it is settled.

    Attributes:
        id (UUID):
        kind (BillKind):
        amount (str):
        asset (str):
        status (BillStatus):
        position_id (None | UUID):
        deployment_id (UUID):
        agent_id (UUID):
        tx_hash (None | str):
        occurred_at (datetime.datetime):
    """

    id: UUID
    kind: BillKind
    amount: str
    asset: str
    status: BillStatus
    position_id: None | UUID
    deployment_id: UUID
    agent_id: UUID
    tx_hash: None | str
    occurred_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind: str = self.kind

        amount = self.amount

        asset = self.asset

        status: str = self.status

        position_id: None | str
        if isinstance(self.position_id, UUID):
            position_id = str(self.position_id)
        else:
            position_id = self.position_id

        deployment_id = str(self.deployment_id)

        agent_id = str(self.agent_id)

        tx_hash: None | str
        tx_hash = self.tx_hash

        occurred_at = self.occurred_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "amount": amount,
                "asset": asset,
                "status": status,
                "positionId": position_id,
                "deploymentId": deployment_id,
                "agentId": agent_id,
                "txHash": tx_hash,
                "occurredAt": occurred_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = check_bill_kind(d.pop("kind"))

        amount = d.pop("amount")

        asset = d.pop("asset")

        status = check_bill_status(d.pop("status"))

        def _parse_position_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                position_id_type_0 = UUID(data)

                return position_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        position_id = _parse_position_id(d.pop("positionId"))

        deployment_id = UUID(d.pop("deploymentId"))

        agent_id = UUID(d.pop("agentId"))

        def _parse_tx_hash(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        tx_hash = _parse_tx_hash(d.pop("txHash"))

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurredAt"))

        bill_out = cls(
            id=id,
            kind=kind,
            amount=amount,
            asset=asset,
            status=status,
            position_id=position_id,
            deployment_id=deployment_id,
            agent_id=agent_id,
            tx_hash=tx_hash,
            occurred_at=occurred_at,
        )

        bill_out.additional_properties = d
        return bill_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
