export { progressScheduleParts } from '@spad/scheduler'
