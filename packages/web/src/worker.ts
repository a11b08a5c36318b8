import { type Port, serveSegmenter } from './serve-segmenter.js'

serveSegmenter(globalThis as unknown as Port)
