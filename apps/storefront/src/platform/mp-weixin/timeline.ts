export { onShareTimeline } from '@dcloudio/uni-app'
