/* The CNI executable: hands one request to the agent and prints its answer.
 *
 *   runtime --environment, stdin--> this --one framed request--> agent's unix socket
 *           <--stdout, exit code---      <--one framed reply----
 *
 * It decides nothing, but for what must not need an agent: VERSION; DEL, which a runtime may ask for only once, so
 * that it is left in a folder for the agent's next start, and answered with success; and the error for all else when
 * the agent can't be reached (code 11, "try again later"; code 50 for STATUS). All lengths are 32 bits, big endian.
 *
 *   request: "GCN1" length environment (KEY=VALUE, each ended by a zero byte) length stdin
 *   reply:   "GCR1" exit-code length stdout length stderr
 *
 * Statically linked, no allocation but the reply's. The protocol's other end is io.gingham.cni.server.Wire, that of
 * the folder io.gingham.cni.server.DeletionQueue.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* A node has some hundred pods; a folder with more than this is not to grow for ever. */
enum { DELETIONS_LIMIT = 4096, CONTAINER_ID_LIMIT = 200, INTERFACE_NAME_LIMIT = 15 };
enum { ENVIRONMENT_LIMIT = 64 << 10, STDIN_LIMIT = 1 << 20, REPLY_LIMIT = 4 << 20, SECONDS = 120 };
enum { IO_FAILURE = 5, DECODING_FAILURE = 6, TRY_AGAIN_LATER = 11, NOT_AVAILABLE = 50 };

static const char *const DEFAULT_SOCKET = "/run/gingham/cni.sock";
static const char *const SUPPORTED = "\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"";
static const char *const NEWEST = "1.1.0";

static char input[STDIN_LIMIT + 1];
static size_t input_length;
static char version[16];
static struct timespec deadline;

/* Milliseconds until the deadline, at least 0. */
static int remaining(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long left = (deadline.tv_sec - now.tv_sec) * 1000LL + (deadline.tv_nsec - now.tv_nsec) / 1000000;
    return left < 0 ? 0 : (int)left;
}

/* Waits until the descriptor is ready; 0 when the deadline came first. */
static int ready(int fd, short events) {
    for (;;) {
        struct pollfd entry = {.fd = fd, .events = events};
        int count = poll(&entry, 1, remaining());
        if (count > 0 || (count < 0 && errno != EINTR)) return 1;
        if (count == 0) return 0;
    }
}

static int write_all(int fd, const char *data, size_t length) {
    while (length > 0) {
        if (!ready(fd, POLLOUT)) return errno = ETIMEDOUT, -1;
        ssize_t count = write(fd, data, length);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) return -1;
        data += count;
        length -= (size_t)count;
    }
    return 0;
}

/* Reads exactly `length` bytes. */
static int read_all(int fd, char *data, size_t length) {
    while (length > 0) {
        if (!ready(fd, POLLIN)) return errno = ETIMEDOUT, -1;
        ssize_t count = read(fd, data, length);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) return -1;
        if (count == 0) return errno = ECONNRESET, -1;
        data += count;
        length -= (size_t)count;
    }
    return 0;
}

/* Text as the inside of a JSON string. */
static void print_escaped(const char *text) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') printf("\\%c", c);
        else if (c < 0x20) printf("\\u%04x", c);
        else putchar(c);
    }
}

static int fail(int code, const char *message, const char *format, ...) {
    char details[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(details, sizeof details, format, arguments);
    va_end(arguments);
    printf("{\"cniVersion\":\"%s\",\"code\":%d,\"msg\":\"%s\",\"details\":\"", version[0] ? version : NEWEST, code, message);
    print_escaped(details);
    printf("\"}\n");
    fflush(stdout);
    return 1;
}

/* Finds "cniVersion": "..." at the outermost level of the JSON on stdin, without judging the rest. Keeps it only
 * when it is digits and dots, since it is printed as it is. */
static void find_version(void) {
    int depth = 0, is_key = 0;
    for (size_t i = 0; i < input_length; i++) {
        char c = input[i];
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        if (c != '"') continue;
        size_t start = ++i;
        while (i < input_length && input[i] != '"') i += input[i] == '\\' ? 2 : 1;
        if (i >= input_length) return;
        size_t length = i - start;
        if (is_key) {
            if (length >= sizeof version || strspn(input + start, "0123456789.") < length) return;
            memcpy(version, input + start, length);
            return;
        }
        size_t next = i + 1;
        while (next < input_length && strchr(" \t\r\n", input[next]) && input[next]) next++;
        is_key = depth == 1 && length == 10 && memcmp(input + start, "cniVersion", 10) == 0 && next < input_length &&
                 input[next] == ':';
    }
}

/* A runtime may start us with closed descriptors; the next file opened would take their place. */
static void fill_standard_descriptors(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            int opened = open("/dev/null", O_RDWR);
            if (opened >= 0 && opened != fd) {
                dup2(opened, fd);
                close(opened);
            }
        }
    }
}

static int read_input(void) {
    for (;;) {
        if (!ready(0, POLLIN)) return fail(IO_FAILURE, "the network configuration on stdin did not end in time", "%d s", SECONDS);
        ssize_t count = read(0, input + input_length, sizeof input - input_length);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) return fail(IO_FAILURE, "can't read the network configuration on stdin", "%s", strerror(errno));
        if (count == 0) return 0;
        input_length += (size_t)count;
        if (input_length > STDIN_LIMIT)
            return fail(DECODING_FAILURE, "the network configuration on stdin is too large", "more than %d bytes", STDIN_LIMIT);
    }
}

/* CNI_* and what a delegated plugin needs. */
static size_t collect_environment(char *into, size_t limit) {
    size_t used = 0;
    for (char **entry = environ; *entry; entry++) {
        if (strncmp(*entry, "CNI_", 4) != 0 && strncmp(*entry, "PATH=", 5) != 0) continue;
        size_t length = strlen(*entry) + 1;
        if (used + length > limit) return SIZE_MAX;
        memcpy(into + used, *entry, length);
        used += length;
    }
    return used;
}

static void put32(char *at, size_t value) {
    for (int i = 0; i < 4; i++) at[i] = (char)(value >> (24 - 8 * i));
}

static uint32_t get32(const char *at) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) value = value << 8 | (unsigned char)at[i];
    return value;
}

/* How long a STATUS waits for an agent that is being restarted: a container runtime declares the node not ready at the
 * first failure, and Kubernetes then takes its pods out of Services. Less than the 30 s after which the kubelet takes
 * the runtime itself for dead. */
#define STATUS_SECONDS 15

/* Whether the agent may be back in a moment. */
static int is_away(int problem) { return problem == ENOENT || problem == ECONNREFUSED; }

static int connect_to(const char *path, int patience) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return errno = ENAMETOOLONG, -1;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    /* EAGAIN: the agent's queue is full; poll can't wait for that. */
    while (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        int problem = errno;
        if (is_away(problem) ? (SECONDS * 1000 - remaining()) >= patience * 1000 : problem != EAGAIN && problem != EINTR)
            return errno = problem, -1;
        if (remaining() == 0) return errno = ETIMEDOUT, -1;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    return fd;
}

static int send_request(int fd) {
    static char environment[ENVIRONMENT_LIMIT];
    size_t length = collect_environment(environment, sizeof environment);
    if (length == SIZE_MAX) return errno = E2BIG, -1;
    char head[8] = "GCN1", middle[4];
    put32(head + 4, length);
    put32(middle, input_length);
    if (write_all(fd, head, sizeof head) < 0 || write_all(fd, environment, length) < 0) return -1;
    return write_all(fd, middle, sizeof middle) < 0 ? -1 : write_all(fd, input, input_length);
}

/* Whether the text can be a part of a file's name, by the agent's rules for it. */
static int is_plain(const char *text, size_t limit, int is_container_id) {
    size_t length = strlen(text);
    if (length == 0 || length > limit || strcmp(text, ".") == 0 || strcmp(text, "..") == 0) return 0;
    if (is_container_id && !isalnum((unsigned char)text[0])) return 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        int good = is_container_id ? isalnum(c) || strchr("_.-", c) != NULL : c > ' ' && c != '/' && c != ':' && c != 0x7f;
        if (!good) return 0;
    }
    return 1;
}

static int is_full(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries) return 0;
    int count = 0;
    while (readdir(entries)) count++;
    closedir(entries);
    return count > DELETIONS_LIMIT;
}

/* Leaves the request for the agent, whole or not at all; -1 if that can't be done. The folder may vanish between its
 * making and its use: the agent deletes it when it is empty. */
static int leave_deletion(const char *socket_path) {
    const char *container = getenv("CNI_CONTAINERID"), *name = getenv("CNI_IFNAME");
    if (!container || !name || !is_plain(container, CONTAINER_ID_LIMIT, 1) || !is_plain(name, INTERFACE_NAME_LIMIT, 0))
        return errno = EINVAL, -1;
    char folder[PATH_MAX], file[PATH_MAX + 256], temporary[PATH_MAX + 256];
    if ((size_t)snprintf(folder, sizeof folder, "%s.deletions", socket_path) >= sizeof folder) return errno = ENAMETOOLONG, -1;
    snprintf(file, sizeof file, "%s/%s@%s", folder, container, name);
    snprintf(temporary, sizeof temporary, "%s/.%ld", folder, (long)getpid());
    if (is_full(folder)) return errno = EDQUOT, -1;
    int fd = -1;
    for (int attempt = 0; attempt < 5 && fd < 0; attempt++) {
        char parent[PATH_MAX];
        strcpy(parent, folder);
        char *slash = strrchr(parent, '/');
        if (slash && slash != parent) {
            *slash = 0;
            mkdir(parent, 0700);
        }
        mkdir(folder, 0700);
        fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0 && errno != ENOENT) return -1;
    }
    if (fd < 0) return -1;
    int written = send_request(fd) == 0 && fsync(fd) == 0;
    int problem = errno;
    close(fd);
    if (written && rename(temporary, file) == 0) {
        int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory >= 0) {
            fsync(directory);
            close(directory);
        }
        return 0;
    }
    problem = written ? errno : problem;
    unlink(temporary);
    return errno = problem, -1;
}

/* What to answer when the agent does not: DEL is left for it. */
static int unanswered(const char *command, const char *path, const char *message) {
    int problem = errno;
    if (strcmp(command, "DEL") == 0) {
        if (leave_deletion(path) == 0) return 0;
        return fail(TRY_AGAIN_LATER, message, "%s: %s; and the request can't be left in %s.deletions for it: %s", path,
                    strerror(problem), path, strerror(errno));
    }
    return fail(strcmp(command, "STATUS") == 0 ? NOT_AVAILABLE : TRY_AGAIN_LATER, message, "%s: %s", path, strerror(problem));
}

/* Reads a length and that many bytes; NULL on failure. */
static char *receive_part(int fd, uint32_t *length) {
    char head[4];
    if (read_all(fd, head, sizeof head) < 0) return NULL;
    *length = get32(head);
    if (*length > REPLY_LIMIT) return errno = EPROTO, NULL;
    char *part = malloc(*length + 1);
    if (part && read_all(fd, part, *length) < 0) return NULL;
    return part;
}

/* Copies the reply out; its exit code, or -1. */
static int relay_reply(int fd) {
    char head[8];
    uint32_t out_length, error_length;
    if (read_all(fd, head, sizeof head) < 0) return -1;
    if (memcmp(head, "GCR1", 4) != 0) return errno = EPROTO, -1;
    char *out = receive_part(fd, &out_length);
    char *error = out ? receive_part(fd, &error_length) : NULL;
    if (!error) return -1;
    if (error_length > 0) (void)!write(2, error, error_length);
    if (write_all(1, out, out_length) < 0) return 1;
    return (int)(get32(head + 4) & 0xff);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += SECONDS;
    fill_standard_descriptors();
    const char *command = getenv("CNI_COMMAND");
    command = command ? command : "";
    if (read_input() != 0) return 1;
    find_version();
    if (strcmp(command, "VERSION") == 0) {
        printf("{\"cniVersion\":\"%s\",\"supportedVersions\":[%s]}\n", version[0] ? version : NEWEST, SUPPORTED);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    const char *path = getenv("GINGHAM_CNI_SOCKET");
    path = path && *path ? path : DEFAULT_SOCKET;
    int fd = connect_to(path, strcmp(command, "STATUS") == 0 ? STATUS_SECONDS : 0);
    if (fd < 0)
        return unanswered(command, path, "the Gingham agent on this node is not reachable; it may be starting, or look at its pod's log");
    if (send_request(fd) < 0) return unanswered(command, path, "the Gingham agent on this node did not take the request");
    int exit_code = relay_reply(fd);
    if (exit_code < 0)
        return unanswered(command, path, errno == ETIMEDOUT ? "the Gingham agent on this node did not answer in time"
                                                            : "the Gingham agent on this node ended before it answered");
    return exit_code;
}
