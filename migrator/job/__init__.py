"""The scheduled job: every blog of a configuration brought up to date, one shot, safe at any time."""

from migrator.job.config import read_config
from migrator.job.run import JobReport, run_job
from migrator.job.settings import JobConfig

__all__ = ["JobConfig", "JobReport", "read_config", "run_job"]
