import { join } from 'node:path'

/** What a run's folder consists of; nothing else in it is ever touched. */
export interface RunPaths {
  readonly dir: string
  /** The resolved options. */
  readonly config: string
  /** The best model by validation: `model.json` and its shards. */
  readonly model: string
  /** The state to go on from. */
  readonly checkpoint: string
  /** One JSON object a line. */
  readonly metrics: string
  /** The same as a table. */
  readonly table: string
  /** The same for TensorBoard, where it is asked for. */
  readonly events: string
  readonly report: string
}

/** The names inside a run's folder. */
export function runPaths(dir: string): RunPaths {
  return {
    dir,
    config: join(dir, 'config.yaml'),
    model: join(dir, 'model'),
    checkpoint: join(dir, 'checkpoint'),
    metrics: join(dir, 'metrics.jsonl'),
    table: join(dir, 'metrics.csv'),
    events: join(dir, 'events.out.tfevents.0000000000.spad'),
    report: join(dir, 'report.html'),
  }
}
