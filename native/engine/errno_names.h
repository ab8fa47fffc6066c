#ifndef SV_ERRNO_NAMES_H
#define SV_ERRNO_NAMES_H

/* "ENOENT" for 2; "EUNKNOWN" for what Linux does not name. A constant table: async-signal-safe. Any
 * thread. */
const char *sv_errno_name(int number);

#endif
