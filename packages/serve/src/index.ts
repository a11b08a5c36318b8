export type { AnsweredRequest } from './build-app.js'
export { serve, type ServeOptions, type Server } from './serve.js'
