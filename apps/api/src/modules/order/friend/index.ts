import { AskFriend } from './ask-friend.js'
import { PayForFriend } from './pay-for-friend.js'
import { ShowToFriend } from './show-to-friend.js'

export { FriendPayShopController } from './friend-pay.shop.controller.js'
export const friendPayParts = [AskFriend, PayForFriend, ShowToFriend]
