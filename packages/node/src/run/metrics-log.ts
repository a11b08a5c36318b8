import { appendFile, readFile } from 'node:fs/promises'
import type { Intensity } from '@spad/core'
import { exists, writeAtomically } from './atomic.js'
import { explained } from './explain-io.js'
import type { RunPaths } from './run-paths.js'

/** One line of `metrics.jsonl`. */
export interface MetricsRecord {
  /** Steps finished. */
  readonly step: number
  /** Mean over the steps since the line before. */
  readonly loss: number
  readonly learningRate: number
  readonly intensity: Intensity
  /** Present where this step was validated. */
  readonly validation?: Readonly<Record<string, number>>
}

/** The growing record of a run, as JSON lines and as a CSV table with the same rows. */
export class MetricsLog {
  readonly #paths: RunPaths
  #records: MetricsRecord[] = []
  #columns: readonly string[] = []

  constructor(paths: RunPaths) {
    this.#paths = paths
  }

  get records(): readonly MetricsRecord[] {
    return this.#records
  }

  /** Starts both files anew with the records up to `step`: those a checkpoint of that step knows. */
  async rewind(step: number): Promise<void> {
    const records = await readMetrics(this.#paths.metrics)
    this.#records = records.filter((record) => record.step <= step)
    this.#columns = columnsOf(this.#records)
    await writeAtomically(this.#paths.metrics, this.#records.map(line).join(''))
    await this.#rewriteTable()
  }

  async append(record: MetricsRecord): Promise<void> {
    this.#records.push(record)
    const { metrics, table } = this.#paths
    await explained(metrics, 'written', () => appendFile(metrics, line(record)))
    const columns = columnsOf(this.#records)
    if (columns.length !== this.#columns.length) {
      this.#columns = columns
      await this.#rewriteTable()
    } else await explained(table, 'written', () => appendFile(table, row(record, columns)))
  }

  async #rewriteTable(): Promise<void> {
    const columns = this.#columns
    const header = columns.length === 0 ? '' : `${columns.join(',')}\n`
    const rows = this.#records.map((record) => row(record, columns))
    await writeAtomically(this.#paths.table, header + rows.join(''))
  }
}

/** Reads `metrics.jsonl`; a last line that was cut off is left out, no file is an empty record. */
export async function readMetrics(path: string): Promise<MetricsRecord[]> {
  if (!(await exists(path))) return []
  const text = await explained(path, 'read', () => readFile(path, 'utf8'))
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((json) => json !== '')
    .map((json) => JSON.parse(json) as MetricsRecord)
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
