// `node --import` this to run TypeScript in worker threads too: tsx by itself reads it in the main thread alone.
import { register } from 'tsx/esm/api'

register()
