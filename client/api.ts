import type { AppRouter } from '@cofund/server/app'
import { wire } from '@cofund/shared/kernel/wire'
import {
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseSuspenseQueryOptions,
  keepPreviousData,
  useQuery,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { noteRequest, sessionEnded, showProblem } from './shell/problems.ts'
import { problemOf } from './ui/problem.ts'

/**
 * What the server holds is asked for anew by every page that opens: figures are never shown from before. A refusal is an
 * answer and is not asked for twice; whatever else fails is tried once more.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEndedSession }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => {
      noticeEndedSession(error)
      if (!mutation.meta?.['shownByPage']) showProblem(error)
    },
  }),
  defaultOptions: {
    queries: {
      // Long enough that a page takes up what its route has just loaded, and no longer.
      staleTime: 2_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => problemOf(error).kind !== 'refused' && failures < 1,
      throwOnError: true,
    },
  },
})

// One request for each procedure: a batch answers as late as its slowest, and a stream can set no cookie and is not compressed.
const client = createTRPCClient<AppRouter>({
  links: [
    httpLink({
      url: '/api/trpc',
      transformer: wire,
      fetch: (url, options) => {
        noteRequest()
        return fetch(url, options as RequestInit)
      },
      headers: ({ op: { context } }) => ({
        ...(typeof context['idempotencyKey'] === 'string' && { 'idempotency-key': context['idempotencyKey'] }),
        ...(context['preview'] === true && { 'cofund-preview': 'true' }),
      }),
    }),
  ],
})

/** Every procedure: `api.loan.list.queryOptions(search)`, `api.claim.pay.mutationOptions()`. */
export const api = createTRPCOptionsProxy<AppRouter>({ client, queryClient })

/** A form makes one key when it opens; pressing twice then acts once: `mutationOptions({ trpc: once(key) })`. */
export const once = (idempotencyKey: string) => ({ context: { idempotencyKey } })

/** What a page shows of these procedures is no longer so: `refresh(api.claim)` after a command. */
export const refresh = (procedures: { pathFilter: () => { queryKey: QueryKey } }): Promise<void> =>
  queryClient.invalidateQueries(procedures.pathFilter())

/** What the route has loaded, or is loading: the page waits with its skeleton. */
export const useLoaded = <Answer, Failure, Data, Key extends QueryKey>(
  options: UseSuspenseQueryOptions<Answer, Failure, Data, Key>,
): Data => useSuspenseQuery(options).data

/** A table's page of rows; while the next is on its way, the former stays, dimmed: `<DataTable {...useListed(…)}>`. */
export function useListed<Answer, Failure, Data, Key extends QueryKey>(options: UseQueryOptions<Answer, Failure, Data, Key>) {
  const { data, isPlaceholderData } = useQuery({ ...options, placeholderData: keepPreviousData })
  return { listing: data, updating: isPlaceholderData }
}

function noticeEndedSession(error: unknown): void {
  const problem = problemOf(error)
  if (problem.kind !== 'refused') return
  if (problem.code === 'access.sign_in_first') sessionEnded()
  // The organisation began to demand it while the page stood open: the gate asks again who this is.
  if (problem.code === 'access.change_password_first' || problem.code === 'access.enrol_first')
    void queryClient.invalidateQueries(api.people.me.queryFilter())
}
