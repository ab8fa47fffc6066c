/* What a keeper remembers for the next one, and what becomes of it when the file is not whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "records.h"

static struct sv_records records; /* each test is a process of its own */

static int here(void) {
    int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

static void begin(void) { CHECK(sv_records_open(&records, here()) == 0); }

static void end(void) {
    close(records.directory);
    sv_records_close(&records);
}

static void again(void) {
    end();
    begin();
}

static int note(const char *key, const char *text) {
    struct frame frame = frame_begin(SV_COMMAND_NOTE, 0, 0);
    frame_text(&frame, key);
    frame_bytes(&frame, text, strlen(text));
    frame_end(&frame);
    int result = sv_records_note(&records, frame.bytes, frame.length);
    free(frame.bytes);
    return result;
}

/* What is noted under a key, or NULL; to be freed. */
static char *noted(const char *key) {
    size_t length = strlen(key);
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (struct sv_note *one = records.notes[i]; one; one = one->next) {
            const char *text = (const char *)one->frame + SV_HEADER_BYTES + 4;
            if (one->key == length && !memcmp(text, key, length))
                return strndup(text + length, one->size - SV_HEADER_BYTES - 4 - length);
        }
    }
    return NULL;
}

static void check_noted(const char *key, const char *expected) {
    char *text = noted(key);
    CHECK_TEXT(expected, text);
    free(text);
}

static void spawned(uint32_t child, pid_t pid) {
    CHECK(sv_records_child(&records, child) == 0);
    struct frame frame = frame_begin(SV_EVENT_SPAWNED, child, 0);
    frame_u32(&frame, (uint32_t)pid);
    frame_u64(&frame, 11);
    frame_u64(&frame, 22);
    frame_end(&frame);
    CHECK(frame.length == SV_SPAWNED_BYTES);
    sv_records_event(&records, frame.bytes, frame.length);
    free(frame.bytes);
}

static void will(uint32_t child, uint8_t rank, int expected) {
    struct frame frame = frame_begin(SV_COMMAND_WILL, child, 0);
    frame_u32(&frame, rank);
    frame_u32(&frame, SIGTERM);
    frame_u8(&frame, 1);
    frame_u64(&frame, 5);
    frame_end(&frame);
    CHECK(frame.length == SV_WILL_BYTES);
    CHECK(sv_records_will(&records, frame.bytes, frame.length) == expected);
    CHECK(sv_records_will(&records, frame.bytes, frame.length - 1) == -EBADMSG);
    frame.bytes[20] = 65; /* no signal */
    CHECK(sv_records_will(&records, frame.bytes, frame.length) == -EBADMSG);
    free(frame.bytes);
}

static void exited(uint32_t child, uint8_t mark) {
    uint8_t frame[SV_EXITED_BYTES];
    memset(frame, mark, sizeof frame);
    sv_put_u32(frame, sizeof frame);
    sv_put_u32(frame + 4, SV_EVENT_EXITED);
    sv_put_u32(frame + 8, child);
    sv_records_event(&records, frame, sizeof frame);
}

static struct sv_known *known(uint32_t child) {
    struct sv_known *one = records.children[child % SV_RECORD_BUCKETS];
    while (one && one->child != child)
        one = one->next;
    return one;
}

static size_t children(void) {
    size_t count = 0;
    for (int i = 0; i < SV_RECORD_BUCKETS; i++)
        for (const struct sv_known *one = records.children[i]; one; one = one->next)
            count++;
    return count;
}

static int entries(void) {
    DIR *folder = opendir(".");
    CHECK(folder);
    int n = 0;
    for (struct dirent *entry; (entry = readdir(folder));)
        n += entry->d_name[0] != '.';
    closedir(folder);
    return n;
}

static void the_next_one_knows_what_the_one_before_knew(void) {
    begin();
    CHECK(note("group:web", "first") == 0 && note("group:web", "second") == 0);
    CHECK(note("gone", "x") == 0 && note("gone", "") == 0);
    spawned(1, getpid());
    spawned(2, getpid());
    exited(2, 9);
    spawned(1 + SV_RECORD_BUCKETS, getpid());
    exited(1 + SV_RECORD_BUCKETS, 8);
    sv_records_forget(&records, 1 + SV_RECORD_BUCKETS);
    will(1, 9, 0);
    CHECK(sv_records_child(&records, 3) ==
          0); /* still being spawned: nobody will know how it ended */
    uint64_t start = sv_start_of(getpid());
    for (int i = 0; i < 3; i++) {
        again();
        check_noted("group:web", "second");
        CHECK(!noted("gone"));
        CHECK(children() == 2 && sv_records_living(&records) == 1);
        CHECK(known(1)->pid == getpid() && known(1)->start == start && !known(1)->ended);
        CHECK(known(1)->spawned[4] == SV_EVENT_SPAWNED && known(1)->spawned[20] == 11);
        CHECK(known(1)->will[16] == 9 && known(1)->will[25] == 5 && known(2)->will[0] == 0);
        CHECK(known(2)->ended && known(2)->exited[30] == 9 && known(2)->pid == getpid());
    }
    end();
}

static void a_spawn_that_failed_is_forgotten(void) {
    begin();
    CHECK(sv_records_child(&records, 4) == 0 && sv_records_child(&records, 4) == 0);
    CHECK(sv_records_living(&records) == 1);
    uint8_t frame[SV_HEADER_BYTES] = {SV_HEADER_BYTES, 0, 0, 0, SV_EVENT_SPAWN_FAILED, 0, 0, 0, 4};
    sv_records_event(&records, frame, sizeof frame);
    CHECK(children() == 0);
    exited(4, 1); /* of nobody */
    CHECK(children() == 0);
    end();
}

static void an_exit_is_kept_until_it_is_acknowledged(void) {
    begin();
    spawned(1, getpid());
    sv_records_forget(&records, 1);
    CHECK(known(1));
    exited(1, 1);
    again();
    CHECK(known(1) && known(1)->ended);
    sv_records_forget(&records, 1);
    sv_records_forget(&records, 1);
    again();
    CHECK(children() == 0);
    end();
}

static void notes_that_are_not_right_are_refused(void) {
    begin();
    uint8_t frame[SV_HEADER_BYTES + 4 + SV_MAX_KEY_BYTES + 2];
    memset(frame, 'k', sizeof frame);
    const struct {
        uint32_t key;
        size_t length;
        int result;
    } cases[] = {
        {0, 4, -EBADMSG},
        {0, 8, -EBADMSG},
        {5, 8, -EBADMSG},
        {4, 3, -EBADMSG},
        {UINT32_MAX, 8, -EBADMSG},
        {4, 9, 0},
        {SV_MAX_KEY_BYTES, 4101, 0},
        {SV_MAX_KEY_BYTES + 1, 4102, -EBADMSG},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sv_put_u32(frame + SV_HEADER_BYTES, cases[i].key);
        CHECK(sv_records_note(&records, frame, SV_HEADER_BYTES + cases[i].length) ==
              cases[i].result);
    }
    frame[SV_HEADER_BYTES + 4] = 0;
    sv_put_u32(frame + SV_HEADER_BYTES, 4);
    CHECK(sv_records_note(&records, frame, SV_HEADER_BYTES + 9) == -EBADMSG);
    end();
}

static void notes_have_a_limit(void) {
    begin();
    CHECK(note("a", "12345") == 0);
    size_t used = records.note_bytes;
    records.note_bytes = SV_MOST_NOTES - used;
    CHECK(note("b", "123456") == -EAGAIN && !noted("b"));
    records.note_bytes = SV_MOST_NOTES;
    CHECK(note("a", "1234") == 0); /* it takes the place of a longer one */
    CHECK(records.note_bytes == SV_MOST_NOTES - 1);
    CHECK(note("a", "") == 0 && records.note_bytes == SV_MOST_NOTES - used);
    end();
}

static void the_file_does_not_grow_for_ever(void) {
    begin();
    char text[10001];
    memset(text, 't', 10000);
    text[10000] = '\0';
    for (int i = 0; i < 1000; i++) {
        text[0] = (char)('a' + i % 26);
        CHECK(note("k", text) == 0);
        struct stat file;
        CHECK(stat("records", &file) == 0 && (size_t)file.st_size == records.file_bytes);
        CHECK(file.st_size < (1 << 20) + 5 * 10100 && (file.st_mode & 0777) == 0600);
    }
    again();
    check_noted("k", text);
    end();
}

/* The file as bytes, to be freed. */
static uint8_t *file_bytes(size_t *length) {
    FILE *file = fopen("records", "r");
    CHECK(file && fseek(file, 0, SEEK_END) == 0);
    *length = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*length + 1);
    CHECK(bytes && fread(bytes, 1, *length, file) == *length);
    fclose(file);
    return bytes;
}

static void write_file(const uint8_t *bytes, size_t length) {
    FILE *file = fopen("records", "w");
    CHECK(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

/* A file with some of everything, and what is known by it. */
static uint8_t *sample(size_t *length) {
    begin();
    CHECK(note("key", "value") == 0);
    spawned(1, getpid());
    spawned(2, getpid());
    exited(2, 9);
    end();
    return file_bytes(length);
}

/* Whatever is known can be told: frames of the right size. */
static void check_tellable(void) {
    for (int i = 0; i < SV_RECORD_BUCKETS; i++) {
        for (const struct sv_known *one = records.children[i]; one; one = one->next) {
            CHECK(one->pid > 0 && one->spawned[0] == SV_SPAWNED_BYTES && one->spawned[1] == 0);
            CHECK(!one->ended || one->exited[0] == SV_EXITED_BYTES);
        }
        for (const struct sv_note *one = records.notes[i]; one; one = one->next)
            CHECK(one->size >= SV_HEADER_BYTES + 4 + one->key && one->key > 0);
    }
}

static void a_file_that_is_cut_anywhere_is_survived(void) {
    size_t length;
    uint8_t *bytes = sample(&length);
    for (size_t cut = 0; cut <= length; cut++) {
        write_file(bytes, cut);
        begin();
        check_tellable();
        CHECK(children() <= 2 && (cut < length || children() == 2));
        end();
    }
    free(bytes);
}

static void every_damaged_byte_of_a_file_is_survived(void) {
    static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
    size_t length;
    uint8_t *bytes = sample(&length);
    for (size_t at = 0; at < length; at++) {
        for (size_t i = 0; i < sizeof values; i++) {
            uint8_t before = bytes[at];
            bytes[at] = values[i];
            write_file(bytes, length);
            bytes[at] = before;
            begin();
            check_tellable();
            end();
        }
    }
    free(bytes);
}

static void a_file_of_another_start_of_the_machine_is_not_believed(void) {
    size_t length;
    uint8_t *bytes = sample(&length);
    bytes[SV_HEADER_BYTES + 3] ^= 1; /* in the boot id */
    write_file(bytes, length);
    begin();
    CHECK(children() == 0 && !noted("key"));
    end();
    free(bytes);
}

static void a_link_is_neither_followed_nor_written(void) {
    size_t length;
    uint8_t *bytes = sample(&length);
    CHECK(rename("records", "elsewhere") == 0 && symlink("elsewhere", "records") == 0);
    begin();
    CHECK(children() == 0 && note("key", "other") == 0);
    end();
    struct stat about;
    CHECK(lstat("records", &about) == 0 && S_ISREG(about.st_mode));
    CHECK(stat("elsewhere", &about) == 0 && (size_t)about.st_size == length);
    free(bytes);
}

static void limit_files_to(rlim_t bytes) {
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = bytes;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0 && signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
}

static void a_file_that_cannot_be_written_on_is_not_left_behind(void) {
    begin();
    CHECK(note("a", "kept") == 0);
    limit_files_to(records.file_bytes + 10);
    CHECK(note("b", "more than there is room for") == 0);
    CHECK(records.file == -1 && entries() == 0);
    spawned(1, getpid());
    check_noted("a", "kept"); /* by this one, as long as it lives */
    end();
}

static void a_new_file_that_cannot_be_written_takes_the_old_one_with_it(void) {
    size_t length;
    free(sample(&length));
    limit_files_to(length - 10);
    begin();
    CHECK(children() == 2 && records.file == -1 && entries() == 0);
    end();
}

static void when_there_is_room_again_all_is_written(void) {
    begin();
    CHECK(note("a", "kept") == 0);
    limit_files_to(records.file_bytes + 10);
    CHECK(note("b", "more than there is room for") == 0);
    CHECK(records.file == -1 && records.again > 0);
    sv_records_look(&records);
    CHECK(records.file == -1); /* not at once */
    records.again = 0;
    sv_records_look(&records);
    CHECK(records.file == -1 && records.again > 0 && entries() == 0); /* still full */
    limit_files_to(RLIM_INFINITY);
    records.again = 0;
    sv_records_look(&records);
    CHECK(records.file >= 0);
    again();
    check_noted("a", "kept");
    check_noted("b", "more than there is room for");
    end();
}

static void nothing_is_left_after_an_orderly_end(void) {
    size_t length;
    free(sample(&length));
    begin();
    sv_records_remove(&records);
    CHECK(entries() == 0);
    end();
}

static void a_start_is_read_whatever_the_name_is(void) {
    uint64_t start = sv_start_of(getpid());
    CHECK(start > 0);
    CHECK(prctl(PR_SET_NAME, "a) R 1 (b c") == 0);
    CHECK(sv_start_of(getpid()) == start);
    CHECK(sv_start_of(0x7ffffff0) == 0);
}

int main(int argc, char **argv) {
    static const struct test tests[] = {
        TEST(the_next_one_knows_what_the_one_before_knew),
        TEST(a_spawn_that_failed_is_forgotten),
        TEST(an_exit_is_kept_until_it_is_acknowledged),
        TEST(notes_that_are_not_right_are_refused),
        TEST(notes_have_a_limit),
        TEST(the_file_does_not_grow_for_ever),
        TEST(a_file_that_is_cut_anywhere_is_survived),
        TEST(every_damaged_byte_of_a_file_is_survived),
        TEST(a_file_of_another_start_of_the_machine_is_not_believed),
        TEST(a_link_is_neither_followed_nor_written),
        TEST(a_file_that_cannot_be_written_on_is_not_left_behind),
        TEST(a_new_file_that_cannot_be_written_takes_the_old_one_with_it),
        TEST(when_there_is_room_again_all_is_written),
        TEST(nothing_is_left_after_an_orderly_end),
        TEST(a_start_is_read_whatever_the_name_is),
    };
    return RUN(tests);
}
