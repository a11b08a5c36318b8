// webpack takes a loader by its file's default export
export { keepThreads as default } from './backends/keep-threads.js'
