/* A line between two computers that are one: two network namespaces with packets going from one to the other.
 *
 *     line RATE_KBIT DELAY_MS LOSS_PERCENT QUEUE_MS SEED
 *
 * Each way a packet is lost at random, waits in a drop-tail queue of at most QUEUE_MS, takes its time at RATE_KBIT, and
 * arrives DELAY_MS later. A rate of 0 makes the two namespaces only; whoever called joins them with a cable (veth).
 * Says "ready FD FD", which are the two namespaces under /proc/PID/fd, and ends, with both of them, when standard input
 * does. Works without root where users may make namespaces. Nothing can leave: there is no route to anywhere else. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define WAITING 16384 /* packets on the way at most, a power of two */
#define LONGEST 2048  /* bytes */
#define AT_ONCE 64    /* packets taken before looking at the clock again */

struct packet {
    int64_t due;
    int length;
    unsigned char bytes[LONGEST];
};

struct way {
    int from, to;
    int64_t free_at; /* when the last packet taken will have left */
    struct packet *waiting;
    unsigned first, end;
};

static double rate, loss;
static int64_t delay, queue;
static uint64_t chance;

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

static double draw(void) {
    chance ^= chance << 13, chance ^= chance >> 7, chance ^= chance << 17;
    return (double)(chance >> 11) / 9007199254740992.0;
}

static void write_to(const char *path, const char *text) {
    int file = open(path, O_WRONLY);
    if (file < 0 || write(file, text, strlen(text)) < 0) die(path);
    close(file);
}

/* Without root: in a user namespace of our own we may make others. */
static void become_able(void) {
    char map[64];
    unsigned user = geteuid(), group = getegid();
    if (unshare(CLONE_NEWUSER)) die("this user may not make a user namespace");
    write_to("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %u 1", user), write_to("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %u 1", group), write_to("/proc/self/gid_map", map);
}

static void bring_up(const char *name, const char *address) {
    struct ifreq request = {0};
    struct sockaddr_in *at = (struct sockaddr_in *)&request.ifr_addr;
    int control = socket(AF_INET, SOCK_DGRAM, 0);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (address) {
        at->sin_family = AF_INET;
        at->sin_addr.s_addr = inet_addr(address);
        if (ioctl(control, SIOCSIFADDR, &request)) die("setting the address");
        at->sin_addr.s_addr = inet_addr("255.255.255.0");
        if (ioctl(control, SIOCSIFNETMASK, &request)) die("setting the netmask");
    }
    if (ioctl(control, SIOCGIFFLAGS, &request)) die("reading the interface");
    request.ifr_flags |= IFF_UP;
    if (ioctl(control, SIOCSIFFLAGS, &request)) die("bringing the interface up");
    close(control);
}

/* A new namespace, in which this process is from now on, and our end of its line. */
static int make_side(const char *address, int *tunnel) {
    struct ifreq request = {0};
    if (unshare(CLONE_NEWNET)) die("a network namespace cannot be made here");
    bring_up("lo", NULL);
    if (rate > 0) {
        if ((*tunnel = open("/dev/net/tun", O_RDWR | O_NONBLOCK)) < 0) die("/dev/net/tun");
        request.ifr_flags = IFF_TUN | IFF_NO_PI;
        strncpy(request.ifr_name, "line", IFNAMSIZ - 1);
        if (ioctl(*tunnel, TUNSETIFF, &request)) die("a tunnel cannot be made here");
        bring_up("line", address);
    }
    return open("/proc/self/ns/net", O_RDONLY);
}

static void take(struct way *way) {
    unsigned char bytes[LONGEST];
    int length;
    for (int taken = 0; taken < AT_ONCE && (length = read(way->from, bytes, sizeof bytes)) > 0; taken++) {
        int64_t moment = now(), starts = way->free_at > moment ? way->free_at : moment;
        if (draw() < loss || starts - moment > queue || way->end - way->first >= WAITING) continue;
        way->free_at = starts + (int64_t)(length * 8.0 * SECOND / rate);
        struct packet *packet = &way->waiting[way->end++ % WAITING];
        packet->due = way->free_at + delay;
        packet->length = length;
        memcpy(packet->bytes, bytes, length);
    }
}

/* Hands over what is due; returns when the next will be, or `latest`. */
static int64_t hand_over(struct way *way, int64_t moment, int64_t latest) {
    while (way->first != way->end) {
        struct packet *packet = &way->waiting[way->first % WAITING];
        if (packet->due > moment) return packet->due < latest ? packet->due : latest;
        if (write(way->to, packet->bytes, packet->length) < 0 && errno != EIO && errno != EINVAL) die("write");
        way->first++;
    }
    return latest;
}

static int carry(struct way ways[2]) {
    for (;;) {
        int64_t moment = now(), next = moment + SECOND;
        for (int i = 0; i < 2; i++) next = hand_over(&ways[i], moment, next);
        int64_t wait = next - now();
        struct timespec pause = {wait > 0 ? wait / SECOND : 0, wait > 0 ? wait % SECOND : 0};
        struct pollfd watched[3] = {{ways[0].from, POLLIN, 0}, {ways[1].from, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        if (ppoll(watched, 3, &pause, NULL) <= 0) continue;
        if (watched[2].revents) return 0;
        for (int i = 0; i < 2; i++)
            if (watched[i].revents & POLLIN) take(&ways[i]);
    }
}

int main(int count, char **words) {
    if (count != 6) return fprintf(stderr, "usage: line RATE_KBIT DELAY_MS LOSS_PERCENT QUEUE_MS SEED\n"), 2;
    rate = atof(words[1]) * 1000, delay = atof(words[2]) * 1e6, loss = atof(words[3]) / 100, queue = atof(words[4]) * 1e6;
    chance = 88172645463325252ULL + strtoull(words[5], NULL, 10) * 2654435761ULL;
    struct sched_param urgent = {.sched_priority = 10};
    if (geteuid() != 0) become_able();
    sched_setscheduler(0, SCHED_FIFO, &urgent); /* what is due is handed over in time, where we may ask for it */
    prctl(PR_SET_TIMERSLACK, 1);
    int near = -1, far = -1;
    int far_side = make_side("10.201.0.2", &far), near_side = make_side("10.201.0.1", &near);
    printf("ready %d %d\n", near_side, far_side), fflush(stdout);
    if (rate <= 0) return getchar(), 0;
    struct way ways[2] = {{.from = near, .to = far}, {.from = far, .to = near}};
    for (int i = 0; i < 2; i++)
        if (!(ways[i].waiting = calloc(WAITING, sizeof(struct packet)))) die("memory");
    return carry(ways);
}
