"""Long work as rows: a worker process takes a job under a lease, and whatever kills it, another goes on.

queue    add_job(work, kind, subject_id) · latest_job(work, subject_id) · ask_to_stop(work, job_id)
         claim(house, lease) -> Claim · something_to_do(house) · give_back(house, claim)
task     Task: what a handler is given: `should_stop()`, `report(…)`, `writing()`, `finishing(state)`
worker   Worker(house, handlers, lease).run_once(): take one job, if there is one, and do it

Of two workers one gets a job: the claim is a compare-and-set. A worker that was thought dead writes nothing more: every
unit of work of a task looks first whether the lease is still its own.
"""
