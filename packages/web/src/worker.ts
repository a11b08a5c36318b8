import { type Port, serveSegmenter } from './segmenter/worker/serve-segmenter.js'

serveSegmenter(globalThis as unknown as Port)
