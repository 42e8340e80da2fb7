#include <curl/curl.h>

// Swift does not see functions with a variable number of arguments: one wrapper for each type of argument.

static inline CURLcode bookkeeper_setopt_text(CURL *handle, CURLoption option, const char *text) {
    return curl_easy_setopt(handle, option, text);
}

static inline CURLcode bookkeeper_setopt_long(CURL *handle, CURLoption option, long number) {
    return curl_easy_setopt(handle, option, number);
}

static inline CURLcode bookkeeper_setopt_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(handle, option, list);
}

static inline CURLcode bookkeeper_setopt_pointer(CURL *handle, CURLoption option, void *pointer) {
    return curl_easy_setopt(handle, option, pointer);
}

static inline CURLcode bookkeeper_setopt_reader(CURL *handle, CURLoption option, curl_read_callback reader) {
    return curl_easy_setopt(handle, option, reader);
}

static inline CURLcode bookkeeper_getinfo_long(CURL *handle, CURLINFO info, long *number) {
    return curl_easy_getinfo(handle, info, number);
}
