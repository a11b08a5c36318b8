export { modelParts } from '@spad/models'
