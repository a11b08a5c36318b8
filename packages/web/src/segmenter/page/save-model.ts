export { saveModel } from '@spad/models'
