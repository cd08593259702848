"""A few made-up transactions, in place of an index at Bonsai."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel


class Transaction(BaseModel):
    id: int
    day: date
    label: str
    category: str
    amount: Decimal


def _sample(id: int, day: str, label: str, category: str, amount: str) -> Transaction:
    return Transaction(id=id, day=date.fromisoformat(day), label=label, category=category, amount=Decimal(amount))


TRANSACTIONS = (
    _sample(1, "2025-10-01", "Rent October", "housing", "-940.00"),
    _sample(2, "2025-10-02", "Salary", "income", "2650.00"),
    _sample(3, "2025-10-03", "Corner bakery", "food", "-6.40"),
    _sample(4, "2025-10-04", "Train to Lyon", "travel", "-58.00"),
    _sample(5, "2025-10-06", "Supermarket", "food", "-83.15"),
    _sample(6, "2025-10-08", "Electricity", "housing", "-71.30"),
    _sample(7, "2025-10-11", "Cinema", "leisure", "-12.50"),
    _sample(8, "2025-10-13", "Supermarket", "food", "-64.90"),
)


def find(query: str, limit: int) -> list[Transaction]:
    """Transactions that contain each of the query's words, the newest first; all of them for no words."""
    words = query.lower().split()
    hits = [each for each in TRANSACTIONS if all(word in f"{each.label} {each.category}".lower() for word in words)]
    return sorted(hits, key=lambda each: each.day, reverse=True)[:limit]
