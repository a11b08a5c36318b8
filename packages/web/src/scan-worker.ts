import { type Port, serveCalls } from './segmenter/worker/serve-calls.js'
import type { ScanFile } from './segmenter/volume-options.js'
import { readFiles } from './sources/read-files.js'

serveCalls(globalThis as unknown as Port, (_, [files], options) =>
  readFiles(files as readonly ScanFile[], options),
)
