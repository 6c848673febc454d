import { api, refresh } from '../api.ts'

/** After a match was made or ended: the account anew, and what of payments the bank has seen by now. */
export const refreshMatched = () => Promise.all([refresh(api.statements), refresh(api.recoveries)])
