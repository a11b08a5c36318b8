import type { Port } from './segmenter/worker/serve-calls.js'
import { serveSegmenter } from './segmenter/worker/serve-segmenter.js'

serveSegmenter(globalThis as unknown as Port)
