"""The frames as Parquet files, which polars, DuckDB, R and Spark read."""
import pathlib

from friendly_sweep.bridges import needed


def write(results, folder):
    """Writes trials.parquet, epochs.parquet and settings.parquet into `folder`; `source` in their metadata says where
    they come from. Returns their paths."""
    pyarrow, parquet = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in (("trials", results.trials), ("epochs", results.epochs),
                        ("settings", results.settings.reset_index())):
        table = pyarrow.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**table.schema.metadata, "source": results.stamp})
        paths.append(folder / f"{name}.parquet")
        parquet.write_table(table, paths[-1])
    return paths
