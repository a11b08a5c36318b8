import type { MetricsRecord } from './metrics-record.js'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { csvCell } from '@spad/core'
import { unlessUnsupported, writeAtomically } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { firstEvent, metricsEvent } from './event-file.js'
import { readMetrics } from './read-metrics.js'
import type { RunPaths } from './run-paths.js'

/** The growing record of a run, as JSON lines and as a CSV table with the same rows. */
export class MetricsLog {
  readonly #paths: RunPaths
  #records: MetricsRecord[] = []
  #columns: readonly string[] = []

  readonly #told: ((message: string) => void) | undefined

  readonly #events: boolean

  /**
   * @param told Hears of lines that are damaged.
   * @param events Whether the same is written for TensorBoard too.
   */
  constructor(paths: RunPaths, told?: (message: string) => void, events = false) {
    this.#paths = paths
    this.#told = told
    this.#events = events
  }

  get records(): readonly MetricsRecord[] {
    return this.#records
  }

  /** Starts both files anew with the records up to `step`: those a checkpoint of that step knows. */
  async rewind(step: number): Promise<void> {
    const records = await readMetrics(this.#paths.metrics, this.#told)
    this.#records = records.filter((record) => record.step <= step)
    this.#columns = columnsOf(this.#records)
    await writeAtomically(this.#paths.metrics, this.#records.map(line).join(''))
    await this.#rewriteTable()
    // when a step was is not kept: those of before are told as of now
    if (this.#events)
      await writeAtomically(
        this.#paths.events,
        Buffer.concat([
          firstEvent(secondsNow()),
          ...this.#records.map((record) => metricsEvent(record, secondsNow())),
        ]),
      )
  }

  async append(record: MetricsRecord): Promise<void> {
    this.#records.push(record)
    const { metrics, table, events } = this.#paths
    if (this.#events)
      await explained(events, 'written', () => append(events, metricsEvent(record, secondsNow())))
    await explained(metrics, 'written', () => append(metrics, line(record)))
    const columns = columnsOf(this.#records)
    if (columns.length !== this.#columns.length) {
      this.#columns = columns
      await this.#rewriteTable()
    } else await explained(table, 'written', () => append(table, row(record, columns)))
  }

  /** Makes all lines so far as safe as a checkpoint is. */
  async sync(): Promise<void> {
    for (const file of [this.#paths.metrics, this.#paths.table])
      await explained(file, 'written', () =>
        atEnd(file, (opened) => opened.sync().catch(unlessUnsupported)),
      )
  }

  async #rewriteTable(): Promise<void> {
    const columns = this.#columns
    const header = columns.length === 0 ? '' : `${columns.map(csvCell).join(',')}\n`
    const rows = this.#records.map((record) => row(record, columns))
    await writeAtomically(this.#paths.table, header + rows.join(''))
  }
}

async function append(path: string, content: string | Uint8Array): Promise<void> {
  await atEnd(path, (file) => file.writeFile(content))
}

/** Opens a file to go on with it; a link in its place is refused. */
async function atEnd(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
  // a system without such a flag leaves it undefined
  const file = await open(
    path,
    O_WRONLY | O_APPEND | O_CREAT | ((O_NOFOLLOW as number | undefined) ?? 0),
  )
  try {
    await work(file)
  } finally {
    await file.close()
  }
}

function secondsNow(): number {
  return Date.now() / 1000
}

function line(record: MetricsRecord): string {
  return `${JSON.stringify(record)}\n`
}

const INTENSITY = 'intensity.'
const VALIDATION = 'validation.'

function columnsOf(records: readonly MetricsRecord[]): readonly string[] {
  if (records.length === 0) return []
  const intensities = new Set(records.flatMap((record) => Object.keys(record.intensity)))
  const validations = new Set(records.flatMap((record) => Object.keys(record.validation ?? {})))
  return [
    'step',
    'loss',
    'learningRate',
    ...[...intensities].map((name) => INTENSITY + name),
    ...[...validations].map((name) => VALIDATION + name),
  ]
}

function row(record: MetricsRecord, columns: readonly string[]): string {
  const cells = columns.map((column) => {
    if (column.startsWith(INTENSITY)) return record.intensity[column.slice(INTENSITY.length)]
    if (column.startsWith(VALIDATION)) return record.validation?.[column.slice(VALIDATION.length)]
    return record[column as 'step' | 'loss' | 'learningRate']
  })
  return `${cells.map((cell) => cell?.toString() ?? '').join(',')}\n`
}
