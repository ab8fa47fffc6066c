#include "inbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)64 << 20)
enum { MAX_REFUSED = 65536 };

void sv_inbox_open(struct sv_inbox *inbox) {
    pthread_mutex_init(&inbox->lock, NULL);
    inbox->first = NULL;
    inbox->last = &inbox->first;
    inbox->bytes = inbox->refused = 0;
}

void sv_inbox_close(struct sv_inbox *inbox) {
    struct sv_letter *letter;
    while ((letter = sv_inbox_take(inbox)))
        free(letter);
    pthread_mutex_destroy(&inbox->lock);
}

/* Small frames weigh more than their bytes. */
static size_t cost(size_t length) { return sizeof(struct sv_letter) + length; }

/* Room for a frame: how many of its bytes may be kept (none when there is no room), or -EAGAIN. */
static int64_t reserve(struct sv_inbox *inbox, size_t length) {
    int64_t kept = (int64_t)length;
    pthread_mutex_lock(&inbox->lock);
    if (cost(length) > MAX_BYTES - inbox->bytes)
        kept = inbox->refused < MAX_REFUSED ? 0 : -EAGAIN;
    if (kept > 0)
        inbox->bytes += cost(length);
    else if (kept == 0)
        inbox->refused++;
    pthread_mutex_unlock(&inbox->lock);
    return kept;
}

static void release(struct sv_inbox *inbox, size_t kept) {
    if (kept)
        inbox->bytes -= cost(kept);
    else
        inbox->refused--;
}

int sv_inbox_add(struct sv_inbox *inbox, const uint8_t *frame, size_t length) {
    struct sv_frame head;
    int result = sv_frame_parse(frame, length, &head);
    if (result < 0)
        return result;
    int64_t room = reserve(inbox, length);
    if (room < 0)
        return (int)room;
    size_t kept = (size_t)room;
    struct sv_letter *letter = malloc(sizeof *letter + kept);
    pthread_mutex_lock(&inbox->lock);
    if (letter) {
        letter->next = NULL;
        letter->kept = kept;
        letter->frame = head;
        letter->frame.payload = kept ? letter->bytes + SV_HEADER_BYTES : NULL;
        memcpy(letter->bytes, frame, kept);
        *inbox->last = letter;
        inbox->last = &letter->next;
    } else {
        release(inbox, kept);
        result = -ENOMEM;
    }
    pthread_mutex_unlock(&inbox->lock);
    return result;
}

struct sv_letter *sv_inbox_take(struct sv_inbox *inbox) {
    pthread_mutex_lock(&inbox->lock);
    struct sv_letter *letter = inbox->first;
    if (letter) {
        inbox->first = letter->next;
        if (!inbox->first)
            inbox->last = &inbox->first;
        release(inbox, letter->kept);
    }
    pthread_mutex_unlock(&inbox->lock);
    return letter;
}

bool sv_inbox_is_empty(struct sv_inbox *inbox) {
    pthread_mutex_lock(&inbox->lock);
    bool empty = !inbox->first;
    pthread_mutex_unlock(&inbox->lock);
    return empty;
}
