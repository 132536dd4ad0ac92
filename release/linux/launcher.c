/* The Linux client's launcher: unpacks what is appended to it into a folder of its own, runs that, and removes folder and
 * downloaded file when it has ended, however it ended.
 *
 * Before the first byte is unpacked a *broom* is waiting: a copy of this process that sweeps when launcher and program are
 * both gone, which the system tells it by closing a pipe. Before that the folder gets a *mark*, locked as long as
 * anybody of the three lives: when all were cut off, the next start finds it unlocked (customer_client/removal).
 * What is appended: a tar archive, compressed by xz; then eight bytes with its offset, and eight that are `MAGIC`. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <lzma.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAGIC "FERNHELP"
#define MARK "ferndiagnose-download"
#define BUTTON "ferndiagnose-button.json" /* this and what it is beside as in customer_client/button/places.py */
#define BUTTONS "ferndiagnose"
#define KEPT "fernhilfe"
#define PROGRAM "ferndiagnose"
#define HANDS "hands" /* says that an agent's hand was at work and nobody has let go (customer_client/injection/note.py) */
#define LET_GO "--let-go"
#define LETS_GO_WITHIN 20 /* seconds */
#define BLOCK 512
#define PASSES 3 /* of the broom, half a second apart: somebody may still be writing */
#define COULD_NOT_START 255 /* what the program's own loader ends with when a library is missing or too old */

#define TOO_OLD                                                                                                        \
    "Dieses Linux ist zu alt oder zu anders für das Hilfe-Programm. Bitte sagen Sie es der Person am Telefon: Sie "    \
    "können Ihren Bildschirm auch im Browser zeigen.\n"                                                                \
    "This Linux is too old for the help program, or too different. Please tell the person on the phone: you can also " \
    "show your screen in the browser.\n"
#define NO_ROOM                                                                                                        \
    "Das Hilfe-Programm ließ sich nicht auspacken: Die Datei ist beschädigt, oder der Platz reicht nicht.\n"           \
    "The help program could not be unpacked: the file is damaged, or there is not enough room.\n"

static char file[PATH_MAX], folder[PATH_MAX];
static char button[PATH_MAX + 64]; /* the marker of a button, beside its file: while it is there, the file stays */
static struct stat downloaded;
static int keeps, is_button;
static volatile pid_t program;
static char **given; /* to the program: its name, the file, the folder, the customer's own words */

static int removed(const char *path, const struct stat *facts, int kind, struct FTW *at) {
    (void)facts, (void)kind, (void)at;
    remove(path);
    return 0;
}

/* Another file that has the name by now stays; and the folders of a button go with it, when they are empty. */
static void sweep(void) {
    struct stat now;
    int stays = keeps || (is_button && !access(button, F_OK));
    if (!stays && !lstat(file, &now) && now.st_dev == downloaded.st_dev && now.st_ino == downloaded.st_ino)
        unlink(file);
    if (!stays && is_button) {
        char place[PATH_MAX];
        strcpy(place, file);
        for (int each = 0; each < 2 && strrchr(place, '/') > place; each++) {
            *strrchr(place, '/') = 0;
            rmdir(place);
        }
    }
    nftw(folder, removed, 16, FTW_DEPTH | FTW_PHYS);
}

/* A program that was killed may have held keys down: another one of the same folder lets go, before that is removed. */
static void let_go(void) {
    char note[PATH_MAX + 64];
    snprintf(note, sizeof note, "%s/" HANDS, folder);
    if (!given || access(note, F_OK))
        return;
    pid_t child = fork();
    if (!child) {
        int count = 0;
        while (given[count])
            count++;
        char **told = calloc(count + 2, sizeof *told);
        memcpy(told, given, count * sizeof *told);
        told[count] = LET_GO;
        alarm(LETS_GO_WITHIN);
        execv(told[0], told);
        _exit(COULD_NOT_START);
    }
    while (child > 0 && waitpid(child, 0, 0) < 0 && errno == EINTR)
        ;
}

/* Says it on standard error, and in a window where the desktop has a tool for that: nobody sees the other. */
static void say(const char *text) {
    const char *tools[][4] = {{"zenity", "--error", "--text", text}, {"kdialog", "--error", text}, {"xmessage", text}};
    fputs(text, stderr);
    if (!getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY"))
        return;
    for (unsigned each = 0; each < 3; each++) {
        pid_t child = fork();
        if (!child) {
            execlp(tools[each][0], tools[each][0], tools[each][1], tools[each][2], tools[each][3], (char *)0);
            _exit(127);
        }
        int status = 0;
        if (child > 0 && waitpid(child, &status, 0) == child && !(WIFEXITED(status) && WEXITSTATUS(status) == 127))
            return;
    }
}

static void fail(const char *text) {
    say(text);
    sweep();
    exit(1);
}

/* What is appended, decompressed. */

static lzma_stream decoder = LZMA_STREAM_INIT;
static int payload;

static void take(void *to, size_t wanted) {
    static uint8_t compressed[1 << 16];
    decoder.next_out = to;
    decoder.avail_out = wanted;
    while (decoder.avail_out) {
        if (!decoder.avail_in) {
            ssize_t got = read(payload, compressed, sizeof compressed);
            if (got <= 0)
                fail(NO_ROOM);
            decoder.next_in = compressed;
            decoder.avail_in = got;
        }
        lzma_ret said = lzma_code(&decoder, LZMA_RUN);
        if (said != LZMA_OK && !(said == LZMA_STREAM_END && !decoder.avail_out))
            fail(NO_ROOM);
    }
}

static void find_payload(void) {
    char end[16];
    uint64_t offset;
    payload = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (payload < 0 || fstat(payload, &downloaded) || pread(payload, end, 16, downloaded.st_size - 16) != 16
        || memcmp(end + 8, MAGIC, 8)) {
        say(NO_ROOM);
        exit(1);
    }
    memcpy(&offset, end, 8);
    lseek(payload, offset, SEEK_SET);
    if (lzma_stream_decoder(&decoder, UINT64_MAX, 0) != LZMA_OK)
        exit(1);
}

static void unpack_file(const char *path, unsigned mode, uint64_t size) {
    static uint8_t content[1 << 20];
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (to < 0)
        fail(NO_ROOM);
    for (uint64_t left = size; left;) {
        size_t part = left < sizeof content ? left : sizeof content;
        take(content, part);
        for (size_t written = 0; written < part;) {
            ssize_t done = write(to, content + written, part - written);
            if (done < 0)
                fail(NO_ROOM);
            written += done;
        }
        left -= part;
    }
    close(to);
    take(content, (BLOCK - size % BLOCK) % BLOCK);
}

/* The ustar format; folders come before what is in them. */
static void unpack(void) {
    char head[BLOCK], path[2 * PATH_MAX];
    for (take(head, BLOCK); head[0]; take(head, BLOCK)) {
        unsigned mode = strtoul(head + 100, 0, 8) & 0777;
        uint64_t size = strtoull(head + 124, 0, 8);
        char kind = head[156];
        int bad = 0;
        snprintf(path, sizeof path, "%s/%.155s%s%.100s", folder, head + 345, head[345] ? "/" : "", head);
        if (strstr(path, "/../"))
            fail(NO_ROOM);
        head[157 + 100] = 0;
        if (kind == '5')
            bad = mkdir(path, 0700);
        else if (kind == '2')
            bad = symlink(head + 157, path);
        else
            unpack_file(path, mode, size);
        if (bad)
            fail(NO_ROOM);
    }
}

/* Where programs may be run from. */
static void make_folder(void) {
    const char *places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp"};
    for (unsigned each = 0; each < 3; each++) {
        struct statvfs facts;
        if (!places[each] || places[each][0] != '/' || statvfs(places[each], &facts) || facts.f_flag & ST_NOEXEC)
            continue;
        snprintf(folder, sizeof folder, "%.4000s/ferndiagnose-XXXXXX", places[each]);
        if (mkdtemp(folder))
            return;
    }
    say(NO_ROOM);
    exit(1);
}

/* Size, and when it was written in ticks of 100 ns since 1601, high and low half, as Windows counts; then the name. */
static void leave_mark(void) {
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/" MARK, folder);
    int mark = open(path, O_RDWR | O_CREAT | O_EXCL, 0600); /* the program inherits it, and so the lock */
    if (mark < 0 || flock(mark, LOCK_EX | LOCK_NB))
        fail(NO_ROOM);
    uint64_t ticks = downloaded.st_mtim.tv_sec * 10000000ULL + downloaded.st_mtim.tv_nsec / 100 + 116444736000000000ULL;
    dprintf(mark, "%jd %" PRIu32 " %" PRIu32 " %s", (intmax_t)downloaded.st_size, (uint32_t)(ticks >> 32),
            (uint32_t)ticks, keeps ? "" : file);
}

/* Waits for the end of everybody else, and sweeps. Signals to a group, as at a logout, do not keep it from that. */
static void be_the_broom(int end) {
    char said;
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    for (unsigned each = 0; each < 4; each++)
        signal(ignored[each], SIG_IGN);
    setsid();
    (void)!chdir("/");
    for (int stream = 0; stream < 3; stream++) {
        close(stream);
        open("/dev/null", O_RDWR);
    }
    while (read(end, &said, 1) > 0 || errno == EINTR)
        errno = 0;
    let_go();
    for (int pass = 0; pass < PASSES; pass++) {
        if (pass)
            usleep(500000);
        sweep();
    }
    _exit(0);
}

static void start_the_broom(void) {
    int ends[2]; /* the program inherits the writing one */
    pid_t child = pipe(ends) ? -1 : fork();
    if (child < 0)
        fail(NO_ROOM);
    if (!child) {
        close(ends[1]);
        be_the_broom(ends[0]);
    }
    close(ends[0]);
}

/* Until there is a program, a signal ends this one: the broom does the rest. */
static void pass_on(int number) {
    if (program > 0)
        kill(program, number);
    else
        _exit(128 + number);
}

static void gather(int count, char **arguments) {
    static char path[PATH_MAX + 64];
    given = calloc(count + 3, sizeof *given);
    snprintf(path, sizeof path, "%s/" PROGRAM, folder);
    given[0] = path, given[1] = file, given[2] = folder;
    memcpy(given + 3, arguments + 1, (count - 1) * sizeof *given);
}

static int run(void) {
    program = fork();
    if (!program) {
        execv(given[0], given);
        _exit(COULD_NOT_START);
    }
    int status = 0;
    while (program > 0 && waitpid(program, &status, 0) < 0 && errno == EINTR)
        ;
    program = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int is_private(const char *path, mode_t kind) {
    struct stat facts;
    return !lstat(path, &facts) && (facts.st_mode & S_IFMT) == kind && facts.st_uid == getuid()
           && !(facts.st_mode & (S_IWGRP | S_IWOTH));
}

/* A button's file lies where the program puts it, in a folder of the user's own: DATA/ferndiagnose/OPERATOR/fernhilfe.
 * A marker anywhere else, as beside a download, says nothing: a stranger may have put it there. */
static void look_for_button(void) {
    char path[PATH_MAX], buttons[PATH_MAX];
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data && *data == '/')
        snprintf(path, sizeof path, "%.4000s/" BUTTONS, data);
    else
        snprintf(path, sizeof path, "%.4000s/.local/share/" BUTTONS, home ? home : "");
    if (!realpath(path, buttons))
        return;
    strcpy(path, file);
    char *name = strrchr(path, '/');
    *name++ = 0;
    snprintf(button, sizeof button, "%s/" BUTTON, path);
    if (strcmp(name, KEPT) || !is_private(path, S_IFDIR) || !is_private(button, S_IFREG))
        return;
    *strrchr(path, '/') = 0;
    is_button = !strcmp(path, buttons);
}

int main(int count, char **arguments) {
    for (int each = 1; each < count; each++)
        keeps |= !strcmp(arguments[each], "--keep") || !strcmp(arguments[each], "--self-test");
    ssize_t length = readlink("/proc/self/exe", file, sizeof file - 1);
    if (length < 0)
        return 1;
    look_for_button();
    find_payload();
    make_folder();
    gather(count, arguments);
    leave_mark();
    start_the_broom();
    const int passed_on[] = {SIGHUP, SIGINT, SIGTERM};
    for (unsigned each = 0; each < 3; each++)
        signal(passed_on[each], pass_on);
    unpack();
    lzma_end(&decoder);
    int status = run();
    if (status == COULD_NOT_START)
        say(TOO_OLD);
    let_go();
    sweep();
    return status;
}
