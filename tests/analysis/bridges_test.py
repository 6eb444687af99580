"""What other tools read, by their own readers; a tool that is not installed is skipped."""
import importlib.util
import json
import subprocess
import sys
import unittest
import wsgiref.util

import result_files
from friendly_sweep import UserError
from friendly_sweep.bridges import needed, optuna_studies, parquet, tensorboard


def needs(package):
    return unittest.skipUnless(importlib.util.find_spec(package), f"{package} is not installed")


class BridgesTest(result_files.SampleTest):
    def test_a_missing_package_is_named(self):
        with self.assertRaisesRegex(UserError, r"package nowhere is not installed\): pip install nowhere, or ./analysis"):
            needed("nowhere.at.all", "optuna")

    def test_the_command_names_what_is_missing(self):
        script = ("import sys; sys.modules['tensorboard'] = None; sys.argv[1:] = ['tensorboard', sys.argv[1], '-o', sys.argv[2]];"
                  "import runpy; runpy.run_module('friendly_sweep.bridges', run_name='__main__')")
        done = subprocess.run([sys.executable, "-B", "-c", script, self.results.path, self.folder / "none"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^error: cannot write for tensorboard \(.*\): pip install .*\n$")

    @needs("optuna")
    def test_optuna_journal_and_sqlite(self):
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        for name in ("studies.log", "studies.db"):
            with self.subTest(name):
                path = self.folder / name
                names = optuna_studies.write(self.results, path)
                storage = optuna_studies._storage(optuna, path)
                self.assertEqual(sorted(study.study_name for study in optuna.get_all_study_summaries(storage)), sorted(names))
                self.check_study(optuna.load_study(study_name="convex ff nft noisy_labels=0", storage=storage))
                failed = optuna.load_study(study_name="convex ff ft noisy_labels=0", storage=storage)
                self.assertEqual([trial.state.name for trial in failed.trials], ["FAIL", "FAIL"])
                with self.assertRaisesRegex(UserError, "exists already"):
                    optuna_studies.write(self.results, path)

    def check_study(self, study):
        trials = self.results.trials
        ours = trials[(trials["method"] == "nft") & (trials["noisy_labels"] == 0)]
        self.assertEqual([trial.user_attrs["key"] for trial in study.trials], list(ours["key"]))
        self.assertEqual([trial.value for trial in study.trials], list(ours["val_error"]))
        self.assertEqual(study.best_trial.user_attrs["key"], ours.loc[ours["val_error"].idxmin(), "key"])
        self.assertEqual([trial.params for trial in study.trials], ours[["ratio_simp", "beta_simp"]].to_dict("records"))
        curve = study.trials[0].intermediate_values
        self.assertEqual(list(curve), [0, 1, 2, 3])
        self.assertAlmostEqual(curve[1], 40)

    @needs("optuna_dashboard")
    def test_optuna_dashboard_opens_it(self):
        import optuna
        import optuna_dashboard
        for name in ("board.log", "board.db"):
            names = optuna_studies.write(self.results, self.folder / name)
            storage = optuna.storages.get_storage(optuna_studies._storage(optuna, self.folder / name))
            request = {"PATH_INFO": "/api/studies"}
            wsgiref.util.setup_testing_defaults(request)
            answer = b"".join(optuna_dashboard.wsgi(storage)(request, lambda *head: None))
            self.assertEqual(sorted(study["study_name"] for study in json.loads(answer)["study_summaries"]), sorted(names))

    @needs("pyarrow")
    def test_parquet(self):
        import pandas
        import pyarrow.parquet
        for path in parquet.write(self.results, self.folder / "parquet"):
            frame = getattr(self.results, path.stem)
            frame = frame.reset_index() if path.stem == "settings" else frame
            pandas.testing.assert_frame_equal(pandas.read_parquet(path), frame, check_dtype=False)
            self.assertEqual(pyarrow.parquet.read_schema(path).metadata[b"source"].decode(), self.results.stamp)

    @needs("tensorboard")
    def test_tensorboard(self):
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
        from tensorboard.plugins.hparams import api_pb2
        from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
        self.assertEqual(tensorboard.write(self.results, self.folder / "board"), len(self.results.trials))
        trial = self.results.trials.iloc[3]
        events = EventAccumulator(str(self.folder / "board" / trial["key"])).Reload()
        self.assertEqual([event.step for event in events.Scalars("val_error")], [0, 1, 2, 3])
        self.assertAlmostEqual(events.Scalars("reported_test_error")[0].value, trial["test_error"], places=4)
        data = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
        values = HParamsPluginData.FromString(data).session_start_info.hparams
        self.assertEqual(values["beta_simp"].number_value, trial["beta_simp"])
        self.assertEqual(values["method"].string_value, "nft")
        self.assertNotIn("step_simp", values)
        for index, status in ((0, api_pb2.STATUS_SUCCESS), (len(self.results.trials) - 1, api_pb2.STATUS_FAILURE)):
            events = EventAccumulator(str(self.folder / "board" / self.results.trials["key"].iloc[index])).Reload()
            data = events.SummaryMetadata("_hparams_/session_end_info").plugin_data.content
            self.assertEqual(HParamsPluginData.FromString(data).session_end_info.status, status)


if __name__ == "__main__":
    unittest.main()
