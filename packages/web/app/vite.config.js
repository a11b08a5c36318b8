import { appConfig } from './app-config.mjs'

export default appConfig()
