export { type Port, serveSegmenter, type ServeOptions } from './serve-segmenter.js'
