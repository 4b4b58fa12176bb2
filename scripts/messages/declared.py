"""What the source of a contract says and its classes forget: spelled types and field docs."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from pydantic import BaseModel

from contracts import market


@dataclass(frozen=True, slots=True)
class Declared:
    """A name as the source spells it: its type or value, and the sentence below it."""

    name: str
    spelled: str
    doc: str


def fields(model: type[BaseModel]) -> dict[str, Declared]:
    """Read the fields of a model, those of its parents first."""
    found: dict[str, Declared] = {}
    for parent in reversed(model.__mro__):
        if issubclass(parent, BaseModel) and parent is not BaseModel:
            [definition] = ast.parse(inspect.getsource(parent)).body
            if isinstance(definition, ast.ClassDef):
                found |= {field.name: field for field in _declared(definition.body)}
    return {name: found[name] for name in model.model_fields}


def vocabulary(module: ModuleType = market) -> dict[str, Declared]:
    """Read the names a module gives to types, with what it says of each."""
    body = ast.parse(inspect.getsource(module)).body
    return {name.name: name for name in _declared(body)}


def _declared(body: list[ast.stmt]) -> Iterator[Declared]:
    following: list[ast.stmt | None] = [*body[1:], None]
    for statement, below in zip(body, following, strict=True):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=spelled):
                yield Declared(name, ast.unparse(spelled), _sentence(below))
            case ast.Assign(targets=[ast.Name(id=name)], value=spelled):
                yield Declared(name, ast.unparse(spelled), _sentence(below))
            case _:
                continue


def _sentence(below: ast.stmt | None) -> str:
    match below:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return " ".join(text.split())
        case _:
            return ""
