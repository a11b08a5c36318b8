// @ts-check
import { mergeConfig } from 'vite'
import config from '../vite/vite.config.js'

export default mergeConfig(config, { root: import.meta.dirname })
