// The limits of the live socket, for the page too: no zod here.

/** API Gateway's limit of one frame, in both directions; a longer message closes the socket. */
export const MAX_FRAME_BYTES = 32 * 1024;
/** As many coins as are followed at most. A whole message of them may still be longer than a frame. */
export const MAX_SUBSCRIBED = 1_000;
/** API Gateway closes a socket on which nothing was sent for ten minutes; a lost socket is noticed by a pong that does not come. */
export const PING_INTERVAL_MS = 240_000;
/** API Gateway closes every socket after two hours: the next one is opened before. */
export const MAX_SOCKET_MS = 7_200_000;
