/* A FastCGI program as people write them: answers each request with its pid. */
#include <fcgi_stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    while (FCGI_Accept() >= 0) {
        const char *uri = getenv("REQUEST_URI");
        printf("Content-Type: text/plain\r\n\r\npid %ld uri %s\n", (long)getpid(), uri ? uri : "none");
    }
    return 0;
}
