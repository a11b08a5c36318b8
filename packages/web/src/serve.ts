export { type Port, serveSegmenter, type ServeOptions } from './segmenter/worker/serve-segmenter.js'
