export { remoteSegmenter, type RemoteSegmenterOptions } from './client/remote-segmenter.js'
