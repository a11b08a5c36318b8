import { cpus, totalmem } from 'node:os'
import { runTool } from '../native/run-tool.js'

/** The hardware that a backend runs on, as far as it is known. */
export interface Device {
  /** The processor or card. */
  readonly device: string
  /** Its memory in bytes. */
  readonly memory?: number
  /** The version of the card's driver. */
  readonly driver?: string
}

/** The processor and the machine's memory. */
export function describeProcessor(): Device {
  return { device: cpus()[0]?.model.trim() ?? 'a processor', memory: totalmem() }
}

/** NVIDIA's first card, as its driver describes it. */
export async function describeCard(): Promise<Device> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits']
  const lines = await runTool('nvidia-smi', query).catch(() => '')
  const [name, mebibytes, driver] = (lines.split('\n')[0] ?? '').split(', ')
  if (!name || !driver) return { device: 'NVIDIA GPU' }
  return { device: name, memory: Number(mebibytes) * 2 ** 20, driver }
}
