#include "slot.h"

#include <errno.h>
#include <stdlib.h>

enum { MOST_DEFERRED_BYTES = 1 << 20 };

static struct sv_slot **place(struct sv_slots *slots, uint32_t child) {
    return &slots->bucket[child % SV_BUCKETS];
}

struct sv_slot *sv_slot_find(const struct sv_slots *slots, uint32_t child) {
    struct sv_slot *slot = slots->bucket[child % SV_BUCKETS];
    while (slot && slot->child != child)
        slot = slot->next;
    return slot;
}

int sv_slot_add(struct sv_slots *slots, uint32_t child, struct sv_slot **added) {
    if (sv_slot_find(slots, child))
        return -EEXIST;
    if (slots->count >= SV_MOST_CHILDREN)
        return -EAGAIN;
    struct sv_slot *slot = calloc(1, sizeof *slot);
    if (!slot)
        return -ENOMEM;
    slot->child = child;
    slot->state = SV_SLOT_SPAWNING;
    sv_watch_init(&slot->exit, SV_WATCH_EXIT, slot);
    sv_watch_init(&slot->input, SV_WATCH_INPUT, slot);
    sv_feed_init(&slot->feed);
    for (int i = 0; i < 2; i++) {
        sv_watch_init(&slot->channel[i].watch, i == 0 ? SV_WATCH_STDOUT : SV_WATCH_STDERR, slot);
        sv_watch_init(&slot->channel[i].outlet, i == 0 ? SV_WATCH_STDOUT_LOG : SV_WATCH_STDERR_LOG,
                      slot);
        sv_log_open(&slot->channel[i].log, NULL, 0, 0);
        sv_capture_init(&slot->channel[i].capture, 0);
        slot->channel[i].number = i == 0 ? SV_CHANNEL_STDOUT : SV_CHANNEL_STDERR;
    }
    slot->last = &slot->first;
    slot->next = *place(slots, child);
    *place(slots, child) = slot;
    slots->count++;
    slots->spawning++;
    *added = slot;
    return 0;
}

void sv_slot_lives(struct sv_slots *slots, struct sv_slot *slot, pid_t pid) {
    slot->state = SV_SLOT_LIVING;
    slot->pid = pid;
    slots->spawning--;
}

bool sv_slot_has_pid(const struct sv_slots *slots, pid_t pid) {
    for (int i = 0; i < SV_BUCKETS; i++) {
        for (const struct sv_slot *slot = slots->bucket[i]; slot; slot = slot->next) {
            if (slot->state == SV_SLOT_LIVING && slot->pid == pid)
                return true;
        }
    }
    return false;
}

void sv_slot_drop(struct sv_slots *slots, struct sv_slot *slot) {
    if (slot->state == SV_SLOT_SPAWNING)
        slots->spawning--;
    struct sv_slot **at = place(slots, slot->child);
    while (*at != slot)
        at = &(*at)->next;
    *at = slot->next;
    slots->count--;
    slot->next = slots->dropped;
    slots->dropped = slot;
}

void sv_slots_free_dropped(struct sv_slots *slots) {
    while (slots->dropped) {
        struct sv_slot *slot = slots->dropped;
        slots->dropped = slot->next;
        struct sv_letter *letter;
        while ((letter = sv_slot_next_deferred(slot)))
            free(letter);
        for (int i = 0; i < 2; i++)
            sv_syslog_lines_close(&slot->channel[i].syslog);
        free(slot);
    }
}

int sv_slot_defer(struct sv_slot *slot, struct sv_letter *letter) {
    if (slot->deferred == SV_MOST_DEFERRED ||
        slot->deferred_bytes + letter->kept > MOST_DEFERRED_BYTES)
        return -EAGAIN;
    slot->deferred++;
    slot->deferred_bytes += letter->kept;
    letter->next = NULL;
    *slot->last = letter;
    slot->last = &letter->next;
    return 0;
}

struct sv_letter *sv_slot_next_deferred(struct sv_slot *slot) {
    struct sv_letter *letter = slot->first;
    if (letter) {
        slot->first = letter->next;
        if (!slot->first)
            slot->last = &slot->first;
        slot->deferred--;
        slot->deferred_bytes -= letter->kept;
    }
    return letter;
}
