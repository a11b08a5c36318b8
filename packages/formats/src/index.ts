export { identityGrid } from './identity-grid.js'
