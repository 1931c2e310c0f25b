"""Getting a worker process ready, and keeping its imports out of everybody else's."""

import pickle
import subprocess
import sys

from ml.warm import use_one_thread, warm_members


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_the_engine_can_be_imported_without_any_model_library():
    heavy = "lightgbm", "statsforecast", "pandas", "scipy"
    code = f"import sys, ml.engine, ml.warm, ml.evaluate.harness; print(*(n for n in {heavy!r} if n in sys.modules))"
    assert run(code) == []


def test_warming_loads_every_library_and_leaves_them_one_thread():
    code = (
        "import sys; from ml.warm import warm_members; warm_members();"
        "from threadpoolctl import threadpool_info;"
        "print('lightgbm' in sys.modules, 'statsforecast' in sys.modules,"
        " max(pool['num_threads'] for pool in threadpool_info()))"
    )
    assert run(code) == ["True", "True", "1"]


def test_what_a_pool_runs_first_can_be_sent_to_it():
    for function in (warm_members, use_one_thread):
        assert pickle.loads(pickle.dumps(function)) is function
