"""Which function does which task."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

Task = Callable[..., None]
_tasks: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register a function as the task `name`; it is called with `now` and the job's payload as keywords.

    A task may run twice without harm, and its docstring says why.
    """

    def register(function: Task) -> Task:
        if _tasks.get(name, function).__module__ != function.__module__:
            raise ValueError(f"Two functions want to be the task {name}.")
        _tasks[name] = function
        return function

    return register


def find_task(name: str) -> Task:
    """Return the function of a task; raises KeyError for a name that nobody registered."""
    return _tasks[name]


def discover(module: str) -> None:
    """Import the module of this name from every application that has one (`tasks`, `subscribers`)."""
    for config in apps.get_app_configs():
        name = f"{config.name}.{module}"
        if config.name.startswith("poshtyar.") and find_spec(name):
            import_module(name)
