"""TensorBoard's HParams: a run per trial, with its hyperparameters, curves and errors."""
from friendly_sweep.bridges import needed, new_place
from friendly_sweep.hyperparameters import hyperparameters, is_used, value_text

SCALARS = ("train_loss", "val_loss", "test_loss", "train_error", "val_error", "test_error", "scale")


def write(results, folder):
    """Writes a folder per trial into the new `folder`, for `tensorboard --logdir`. Errors are in percent. Returns the
    number of trials."""
    needed("tensorboard", "tensorboard")
    folder = new_place(folder)
    epochs = dict(list(results.epochs.groupby("trial")))
    for index, trial in results.trials.iterrows():
        with _Writer(folder / trial["key"], trial["start"]) as writer:
            writer.start({name: _value(trial[name]) for name in hyperparameters(results.trials) if is_used(name, trial)})
            for row in epochs[index].itertuples() if index in epochs else ():
                for name in SCALARS:
                    writer.scalar(name, getattr(row, name), row.epoch)
            for name in ("val_error", "test_error"):
                writer.scalar(f"reported_{name}", trial[name], max(int(trial["best_epoch"]), 0))
            writer.end(trial["status"] == "done", trial["start"] + trial["seconds"])
    return len(results.trials)


def _value(value):
    """Numbers as they are; all else as text, as HParams knows no missing numbers."""
    is_number = not isinstance(value, (str, bool)) and value == value
    return float(value) if is_number else value_text(value)


class _Writer:
    """A trial's event file."""

    def __init__(self, folder, start):
        self.start_time = float(start)
        self.file = needed("tensorboard.summary.writer.event_file_writer", "tensorboard").EventFileWriter(str(folder))
        self.event = needed("tensorboard.compat.proto.event_pb2", "tensorboard").Event
        self.summary = needed("tensorboard.compat.proto.summary_pb2", "tensorboard").Summary

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def start(self, values):
        hparams = needed("tensorboard.plugins.hparams.summary_v2", "tensorboard")
        self._add(hparams.hparams_pb(values, start_time_secs=self.start_time))

    def end(self, is_done, time):
        metadata = needed("tensorboard.plugins.hparams.metadata", "tensorboard")
        data = needed("tensorboard.plugins.hparams.plugin_data_pb2", "tensorboard")
        status = needed("tensorboard.plugins.hparams.api_pb2", "tensorboard").Status.Value(
            "STATUS_SUCCESS" if is_done else "STATUS_FAILURE")
        ended = data.HParamsPluginData(session_end_info=data.SessionEndInfo(status=status, end_time_secs=float(time)))
        self._add(self.summary(value=[self.summary.Value(
            tag=metadata.SESSION_END_INFO_TAG, metadata=metadata.create_summary_metadata(ended),
            tensor=metadata.NULL_TENSOR)]))

    def scalar(self, name, value, step):
        if value == value:
            self._add(self.summary(value=[self.summary.Value(tag=name, simple_value=float(value))]), int(step))

    def _add(self, summary, step=0):
        self.file.add_event(self.event(summary=summary, step=step, wall_time=self.start_time))
