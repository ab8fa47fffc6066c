/* What is answered to who asks something of a keeper: an ANSWER frame of named texts. */
#ifndef SV_ANSWER_H
#define SV_ANSWER_H

#include <stddef.h>
#include <stdint.h>

enum { SV_ANSWER_BYTES = 16 << 10 };

struct sv_answer {
    size_t size;
    uint8_t frame[SV_ANSWER_BYTES];
};

/* error: 0, or the errno that tells why it was not done. */
void sv_answer_begin(struct sv_answer *answer, int error);

/* What there is no room for is left out. */
void sv_answer_text(struct sv_answer *answer, const char *name, const char *value);
void sv_answer_number(struct sv_answer *answer, const char *name, uint64_t value);

/* Sends it, without waiting. */
void sv_answer_send(struct sv_answer *answer, int fd);

/* Calls `tell` for each name and value of an ANSWER frame. Its error, or -EBADMSG. */
int sv_answer_read(const uint8_t *frame, size_t size,
                   void (*tell)(const char *name, size_t name_bytes, const char *value,
                                size_t value_bytes, void *context),
                   void *context);

#endif
