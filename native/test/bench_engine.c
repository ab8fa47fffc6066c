/*
 * What the engine costs: bench_engine [FOLDER]. Prints for its spawns (a program that does nothing)
 * the time of each and of a thousand, for an exit the time from SIGKILL to the event and to a
 * replacement, for a sweep over a thousand programs its time and CPU, and for logs the rate and the
 * daemon's CPU for a gigabyte, plain, with ANSI stripping of coloured lines, and of eight programs
 * at once.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

enum { SPAWNS = 1000, KILLS = 200 };
static const long long MEGABYTES = 512;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double own_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void bench_logs(const char *program, const char *name, int programs, bool coloured) {
    struct world world;
    world_open(&world, 0);
    char megabytes[16], logs[8][16];
    snprintf(megabytes, sizeof megabytes, "%lld", MEGABYTES / programs);
    const char *argv[] = {program, coloured ? "coloured" : "plain", megabytes, NULL};
    double cpu = own_cpu(), begin = now();
    for (int i = 0; i < programs; i++) {
        snprintf(logs[i], sizeof logs[i], "log%d", i);
        struct spec spec = {.argv = argv,
                            .log = {logs[i], NULL},
                            .maxbytes = 50 << 20,
                            .backups = 10,
                            .strip = coloured};
        start(&world, (uint32_t)i + 1, &spec);
    }
    for (int i = 0; i < programs; i++)
        CHECK(exit_of(&world, (uint32_t)i + 1) == 1000);
    double seconds = now() - begin;
    double bytes = (double)(MEGABYTES << 20);
    printf("%-14s %6.0f MB/s  %.2f CPU s/GB\n", name, bytes / 1e6 / seconds,
           (own_cpu() - cpu) / (bytes / 1e9));
    world_close(&world);
    CHECK(system("rm -f log*") == 0);
}

static void bench_spawns(const char *program) {
    static double each[SPAWNS];
    struct world world;
    world_open_single(&world, 0);
    const char *argv[] = {program, "nothing", NULL};
    struct spec spec = {.argv = argv};
    double begin = now();
    for (uint32_t child = 1; child <= SPAWNS; child++)
        start(&world, child, &spec);
    double total = 0;
    uint8_t frames[65536];
    for (int i = 0; i < SPAWNS; i++) {
        double from = now();
        while (sv_engine_spawn_one(world.engine) == 0)
            sv_engine_next(world.engine, frames, sizeof frames, 0);
        each[i] = now() - from;
    }
    total = now() - begin;
    qsort(each, SPAWNS, sizeof *each, by_size);
    printf("spawn          p50 %.0f us  p99 %.0f us  %d in %.3f s\n", each[SPAWNS / 2] * 1e6,
           each[SPAWNS * 99 / 100] * 1e6, SPAWNS, total);
    world_close(&world);
    while (waitpid(-1, NULL, 0) > 0) {
    }
}

/* Of a thousand programs that do nothing, one in ten with a hundred descriptors. */
static void bench_sweep(void) {
    enum { PROGRAMS = 1000, SWEEPS = 20, EVERY_SECONDS = 5 };
    struct world world;
    world_open(&world, 0);
    const char *few[] = {"/bin/sleep", "1000", NULL};
    const char *many[] = {"/bin/bash", "-c",
                          "for i in {1..100}; do exec {fd}</dev/null; done; exec sleep 1000", NULL};
    struct spec plain = {.argv = few}, open = {.argv = many};
    for (uint32_t child = 1; child <= PROGRAMS; child++)
        start(&world, child, child % 10 ? &plain : &open);
    for (uint32_t child = 1; child <= PROGRAMS; child++)
        pid_of(&world, child);
    world_step(&world, 2000);
    double cpu = own_cpu(), begin = now();
    for (int i = 0; i < SWEEPS; i++)
        CHECK(command(&world, SV_COMMAND_MEASURE, 0) == 0);
    printf("sweep of %d  %.1f ms, %.1f ms CPU: %.2f %% of a core every %d s\n", PROGRAMS,
           (now() - begin) / SWEEPS * 1e3, (own_cpu() - cpu) / SWEEPS * 1e3,
           (own_cpu() - cpu) / SWEEPS / EVERY_SECONDS * 100, EVERY_SECONDS);
    for (uint32_t child = 1; child <= PROGRAMS; child++)
        kill(pid_of(&world, child), SIGKILL);
    for (uint32_t child = 1; child <= PROGRAMS; child++)
        exit_of(&world, child);
    world_close(&world);
}

static void bench_restart(const char *program) {
    static double told[KILLS], again[KILLS];
    struct world world;
    world_open(&world, 0);
    const char *argv[] = {program, "plain", "1000000", NULL}; /* held up by its pipe */
    struct spec spec = {.argv = argv};
    start(&world, 1, &spec);
    for (uint32_t i = 0; i < KILLS; i++) {
        int pid = pid_of(&world, i + 1);
        double from = now();
        kill(pid, SIGKILL);
        while (!find(&world, SV_EVENT_EXITED, i + 1, 0))
            world_step(&world, -1);
        told[i] = now() - from;
        start(&world, i + 2, &spec);
        while (!find(&world, SV_EVENT_SPAWNED, i + 2, 0))
            world_step(&world, -1);
        again[i] = now() - from;
    }
    kill(pid_of(&world, KILLS + 1), SIGKILL);
    exit_of(&world, KILLS + 1);
    qsort(told, KILLS, sizeof *told, by_size);
    qsort(again, KILLS, sizeof *again, by_size);
    printf("kill to event  p50 %.0f us  p99 %.0f us\n", told[KILLS / 2] * 1e6,
           told[KILLS * 99 / 100] * 1e6);
    printf("kill to again  p50 %.0f us  p99 %.0f us\n", again[KILLS / 2] * 1e6,
           again[KILLS * 99 / 100] * 1e6);
    world_close(&world);
}

int main(int argc, char **argv) {
    char program[4096], folder[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 16);
    CHECK(n > 0);
    program[n] = '\0';
    strcpy(strrchr(program, '/'), "/bench_child");
    snprintf(folder, sizeof folder, "%s/warden-bench-XXXXXX", argc == 2 ? argv[1] : "/dev/shm");
    CHECK(mkdtemp(folder) && chdir(folder) == 0);
    bench_spawns(program);
    bench_restart(program);
    bench_sweep();
    bench_logs(program, "log of 1", 1, false);
    bench_logs(program, "log of 8", 8, false);
    bench_logs(program, "log of 1, ANSI", 1, true);
    CHECK(chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
