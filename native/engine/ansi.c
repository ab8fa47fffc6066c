#include "ansi.h"

#include <stdbool.h>
#include <string.h>

#define ESC 0x1b

static bool ends_sequence(uint8_t byte) {
    switch (byte) {
    case 'H':
    case 'f':
    case 'A':
    case 'B':
    case 'C':
    case 'D':
    case 'R':
    case 's':
    case 'u':
    case 'J':
    case 'K':
    case 'h':
    case 'l':
    case 'p':
    case 'm':
        return true;
    default:
        return false;
    }
}

/* Where the next sequence begins, or `end`. */
static uint8_t *next_sequence(uint8_t *at, uint8_t *end) {
    while ((at = memchr(at, ESC, (size_t)(end - at)))) {
        if (at + 1 < end && at[1] == '[')
            return at;
        at++;
    }
    return end;
}

size_t sv_ansi_strip(uint8_t *bytes, size_t length) {
    uint8_t *end = bytes + length;
    uint8_t *from = bytes;
    uint8_t *to = bytes;
    while (from < end) {
        uint8_t *escape = next_sequence(from, end);
        size_t kept = (size_t)(escape - from);
        if (to != from)
            memmove(to, from, kept);
        to += kept;
        from = escape;
        while (from < end && !ends_sequence(*from))
            from++;
        if (from < end)
            from++; /* the letter that ends it */
    }
    return (size_t)(to - bytes);
}
