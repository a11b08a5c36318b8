export type { Port } from './segmenter/worker/serve-calls.js'
export { serveSegmenter, type ServeOptions } from './segmenter/worker/serve-segmenter.js'
