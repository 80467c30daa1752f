"""Odd lists, each written before anybody looked at how it is read: what columns and people must come out."""

from datetime import date, datetime

import pytest

from nguon.reading.people_list.reader import read_people, reread
from tests.reading.list_files import csv, to_tcvn3, to_vni, xlsx

ON = date(2026, 3, 10)
CASES: list = []


def case(name: str, content: bytes, columns: list[str], rows: list[dict]) -> None:
    CASES.append(pytest.param(content, columns, rows, id=name))


# ruff: noqa: C408, SIM905
# fmt: off
case("xa-3dong", xlsx([
 ["ĐẢNG BỘ HUYỆN KHOÁI CHÂU",None,None,None,None,"ĐẢNG CỘNG SẢN VIỆT NAM"],
 ["ĐẢNG ỦY XÃ TÂN DÂN",None,None,None,None,"Tân Dân, ngày 05 tháng 3 năm 2026"],
 ["*"],
 ["DANH SÁCH QUẦN CHÚNG TẠO NGUỒN PHÁT TRIỂN ĐẢNG VIÊN NĂM 2026"],
 ["(Kèm theo Báo cáo số 12-BC/ĐU ngày 05/3/2026)"],
 ["TT","Họ, chữ đệm và tên khai sinh","Năm sinh",None,"Thành phần dân tộc","Nơi thường trú (thôn)","Trình độ",None,None,"Đã được cấp Giấy CN học lớp bồi dưỡng nhận thức về Đảng",None,"Đảng viên chính thức được phân công theo dõi, giúp đỡ","Dự kiến thời gian kết nạp","Ghi chú"],
 [None,None,"Nam","Nữ",None,None,"Giáo dục phổ thông","Chuyên môn","Lý luận CT","Số","Ngày, tháng, năm",None,None,None],
 [1,2,3,4,5,6,7,8,9,10,11,12,13,14],
 ["I","THÔN ĐOÀI"],
 [1,"Đỗ Văn Hưng",1995,None,"Kinh","Thôn Đoài","12/12","Cao đẳng điện",None,"125/GCN","12/8/2025","Nguyễn Văn Nam","Quý II/2026",None],
 [2,"Lưu Thị Mai",None,1998,"Kinh","Thôn Đoài","12/12","Đại học sư phạm","Sơ cấp",None,None,"Trần Thị Lan","Quý IV/2026","Đoàn viên"],
 ["II","THÔN ĐÔNG"],
 [3,"Vũ Đình Khải",1990,None,"Kinh","Thôn Đông","9/12",None,None,None,None,None,None,None],
 [None,"Tổng cộng: 03 người"],
 [None,"NGƯỜI LẬP BIỂU",None,None,None,None,None,None,None,"T/M BAN CHẤP HÀNH"],
 [None,None,None,None,None,None,None,None,None,"BÍ THƯ"],
 [None,"Lê Thị Thoa",None,None,None,None,None,None,None,"Hoàng Văn Sáu"]],
 merged=["A6:A7","B6:B7","C6:D6","E6:E7","F6:F7","G6:I6","J6:K6","L6:L7","M6:M7","N6:N7","A4:N4"]),
 "ordinal full_name born_male born_female ethnicity residence general_education profession political_theory certificate_number certificate_on sponsor expected_quarter note".split(),
 [dict(full_name="Đỗ Văn Hưng",born="1995",sex="male",certificate_on="2025-08-12",certificate_number="125/GCN",sponsor="Nguyễn Văn Nam",expected_quarter="2026-Q2"),dict(full_name="Lưu Thị Mai",born="1998",sex="female",political_theory="Sơ cấp"),dict(full_name="Vũ Đình Khải",born="1990",general_education="9/12")])
case("khong-dau", csv(["STT","MSSV","Ho va ten","Ngay sinh","GT","Que quan","Lop","SDT","Chi bo"],["1","20110123","Nguyen Van A","05/09/2002","Nam","Thai Binh","K65-CNTT","0988111222","CB SV 1"],["2","20110124","Tran Thi B","15/10/2003","Nu","Ha Nam","K65-KT","0988111223","CB SV 2"]),
 "ordinal staff_code full_name born sex home_town class_name phone unit".split(),[dict(full_name="Nguyen Van A",born="2002-09-05",sex="male",staff_code="20110123"),dict(full_name="Tran Thi B",sex="female",born="2003-10-15",phone="0988111223")])
case("cong-ty", xlsx([["CÔNG TY TNHH MAY HƯNG YÊN"],["DANH SÁCH CÔNG NHÂN ƯU TÚ"],[],
 ["Stt","Mã NV","Họ tên","NTNS","Phái","CMND/CCCD","Địa chỉ thường trú","Điện thoại liên lạc","Bộ phận","Chức danh","Ngày vào ĐTN","Ghi chú"],
 ["Xưởng 1"],
 [1,"NV0012","LÊ THỊ HỒNG GẤM","12.5.94","Nữ",33194001234,"Kim Động, HY",912345678,"May 1","Tổ trưởng","26/3/2010",None],
 [2,"NV0013","Phan Văn Đức","1.1.88","Nam","033088001111","Ân Thi, HY","0912 345 679","May 2","CN","-","nghỉ TS"],
 ["Xưởng 2"],
 [3,"NV0014","Bùi Thị Út",33012,"nữ","3,3194E+10","Phù Cừ","+84912345670","Cắt","CN",None,None],
 ["Cộng",None,"3"]]),
 "ordinal staff_code full_name born sex citizen residence phone workplace position youth_union_joined note".split(),
 [dict(full_name="Lê Thị Hồng Gấm",born="1994-05-12",citizen="033194001234",phone="0912345678",DOUBT=1),dict(full_name="Phan Văn Đức",born="1988-01-01",phone="0912345679",citizen="033088001111"),dict(full_name="Bùi Thị Út",born="1990-05-19",phone="0912345670",FAULT=1)])
case("7-hsdv", xlsx([["ĐẢNG BỘ TỈNH","","","","","","","","","","","","","Mẫu 7-HSĐV"],["SỔ DANH SÁCH ĐẢNG VIÊN"],
 ["Số TT","Họ và tên\nHọ tên khai sinh","Nam, nữ - Dân tộc - Tôn giáo","Quê quán","Trình độ học vấn, LLCT, chuyên môn, ngoại ngữ","Nghề nghiệp trước khi vào Đảng, nghề nghiệp hiện nay","Ngày vào Đảng\nNgày chính thức","Số thẻ ĐV, số lý lịch, huy hiệu","QĐ, CA, hưu","Chuyển đi","Chuyển đến","Từ trần","Ra khỏi Đảng","Ghi chú"],
 [1,2,3,4,5,6,7,8,9,10,11,12,13,14],
 [1,"Hoàng Thị Nguyệt","Nữ - Kinh - Không","Nam Định","12/12, TC","Giáo viên","03/02/2005\n03/02/2006","29.012345",None,None,None,None,None,None],
 [2,"Phạm Quang Huy","Nam - Mường - Không","Hòa Bình","10/10","Bộ đội; hưu trí","19/5/1978 19/5/1979","29.000001","QĐ",None,None,None,None,"miễn SH"]]),
 "ordinal full_name sex_ethnicity_religion home_town - occupation joined_official - - - - - - note".split(),
 [dict(full_name="Hoàng Thị Nguyệt",sex="female",ethnicity="Kinh",joined="2005-02-03",official="2006-02-03"),dict(full_name="Phạm Quang Huy",sex="male",ethnicity="Mường",joined="1978-05-19",official="1979-05-19")])
TC = [["STT","Họ và đệm","Tên","Ngày tháng năm sinh","Giới tính","Dân tộc","Đơn vị công tác","Ngày vào Đoàn"],
 ["1","Nguyễn Thị Thuý","Hằng","02/09/1991","Nữ","Kinh","Trường Tiểu học Hiệp Cường","26/03/2006"],
 ["2","Đặng Quốc","Khánh","19/05/1989","Nam","Kinh","Trường THCS Ngọc Thanh","03/02/2004"],
 ["3","Lý Thị","Sâm","20/11/1993","Nữ","Nùng","Trạm y tế xã","26/03/2008"]]
case("tcvn3", xlsx([[to_tcvn3("DANH SÁCH ĐOÀN VIÊN ƯU TÚ")]]+[[to_tcvn3(c) for c in r] for r in TC]),
 "ordinal family_name given_name born sex ethnicity workplace youth_union_joined".split(),
 [dict(full_name="Nguyễn Thị Thuý Hằng",workplace="Trường Tiểu học Hiệp Cường"),dict(full_name="Đặng Quốc Khánh"),dict(full_name="Lý Thị Sâm",ethnicity="Nùng")])
case("vni", xlsx([[to_vni(c) for c in ["TT","HỌ VÀ TÊN","NĂM SINH","QUÊ QUÁN","NGHỀ NGHIỆP"]],[1,to_vni("NGUYỄN HỮU THỌ"),1985,to_vni("Bến Tre"),to_vni("Nông dân")],[2,to_vni("TRẦN THỊ ÁNH TUYẾT"),1990,to_vni("Đồng Tháp"),to_vni("Giáo viên")],[3,to_vni("HUỲNH VĂN ĐƯỢC"),1979,to_vni("Cửu Long"),to_vni("Buôn bán")]]),
 "ordinal full_name born home_town occupation".split(),[dict(full_name="Nguyễn Hữu Thọ",occupation="Nông dân"),dict(full_name="Trần Thị Ánh Tuyết",home_town="Đồng Tháp"),dict(full_name="Huỳnh Văn Được")])
case("nhieu-trang", xlsx([["Chi bộ 1"],["STT","Họ và tên","Ngày sinh"],[1,"A Blơ","1/1/1990"]],[["STT","Ngày sinh","Họ và tên"],[1,"2/2/1992","Y Hoa Niê"]],[["Cách điền"],["1. Ghi đúng mẫu"]],names=["CB1","CB2","HD"]),
 "ordinal full_name born".split(),[dict(full_name="A Blơ",born="1990-01-01"),dict(full_name="Y Hoa Niê",born="1992-02-02")])
case("danh-dau", xlsx([["Họ tên quần chúng","Nam","Nữ","Sinh năm","Đảng viên","Đoàn viên","Đã học lớp CTĐ"],[],["Hồ Thị Sáu",None,"x",1999,None,"x","x"],[],["Đinh Công Tráng","x",None,"1997",None,"x",None],["Ghi chú: đánh dấu x vào ô"]]),
 "full_name is_male is_female born - - -".split(),[dict(full_name="Hồ Thị Sáu",sex="female",born="1999"),dict(full_name="Đinh Công Tráng",sex="male")])
case("ngay-thang", xlsx([["TT","Họ và tên","Ngày, tháng, năm sinh","Ngày kết nạp"],[1,"Lê A Một","Ngày 5 tháng 6 năm 1990",None],[2,"Lê B Hai","1990-12-31",None],[3,"Lê C Ba","13/1990",None],[4,"Lê D Bốn","05/1990",None],[5,"Lê Đ Năm","19900512",None],[6,"Lê E Sáu","5-6-1990",datetime(2020,5,19)],[7,"Lê G Bảy","05/25/1990",None],[8,"Lê H Tám","1990.05.12","19.5.2021"],[9,"Lê I Chín","o5/o6/1990",None],[10,"Lê K Mười","12/5/1890",None]]),
 "ordinal full_name born joined".split(),[dict(born="1990-06-05"),dict(born="1990-12-31"),dict(FAULT=1),dict(born="1990-05"),dict(born="1990-05-12"),dict(born="1990-06-05",joined="2020-05-19"),dict(born="1990-05-25",DOUBT=1),dict(born="1990-05-12",joined="2021-05-19"),dict(born="1990-06-05",DOUBT=1),dict(FAULT=1)])
HD = ["STT;Họ và tên;Năm sinh;;Quê quán",";;Nam;Nữ;"]
BODY = [*HD, "1;Trịnh Xuân Thanh;1980;;Hà Nội", "2;Mai Thị Lan;;1985;Thanh Hóa", *HD, "3;Mã A Sùng;1990;;Lào Cai", "Tổng số: 3;;;;"]
case("ngat-trang", "\n".join(BODY).encode("utf-16"), "ordinal full_name born_male born_female home_town".split(),[dict(full_name="Trịnh Xuân Thanh",born="1980"),dict(full_name="Mai Thị Lan",born="1985",sex="female"),dict(full_name="Mã A Sùng")])
case("dia-chi", xlsx([["STT","Họ tên","Ngày sinh","Quê quán",None,None,"Chỗ ở hiện nay",None,"Số ĐT"],[None,None,None,"Xã","Huyện","Tỉnh","Thôn","Xã",None],[1,"Võ Thị Xuân","1/2/1990","Cát Tiến","Phù Cát","Bình Định","Thôn 3","Đề Gi","0905123456"]],merged=["D1:F1","G1:H1"]),
 "ordinal full_name born home_town home_town home_town residence residence phone".split(),[dict(home_town="Cát Tiến, Phù Cát, Bình Định",residence="Thôn 3, Đề Gi",phone="0905123456")])
case("giup-do", xlsx([["TT","Quần chúng",None,None,"Đảng viên giúp đỡ",None,None,"Nghị quyết chi bộ",None],[None,"Họ và tên","Ngày sinh","Đơn vị","Họ và tên","Chức vụ","Ngày phân công","Số","Ngày"],[1,"Lò Văn Pành","1/2/1995","Bản Mòng","Cà Văn Chiu","Bí thư CB","1/3/2025","05-NQ/CB","28/2/2025"]],merged=["B1:D1","E1:G1","H1:I1","A1:A2"]),
 "ordinal full_name born workplace sponsor - sponsored_on resolution_number resolved_on".split(),[dict(full_name="Lò Văn Pành",sponsor="Cà Văn Chiu",sponsored_on="2025-03-01",resolution_number="05-NQ/CB",resolved_on="2025-02-28")])
case("gop-cot", xlsx([["STT","Ho và tên","Ngày tháng năm sình","Số, ngày cấp giấy chứng nhận","Số, ngày QĐ mở lớp","ĐV hướng dẫn, giúp đỡ","Lý luận chinh trị"],[1,"Ksor H'Nhung","11/11/1996","45/CN ngày 20/10/2025","12-QĐ/TTCT ngày 01/9/2025","đ/c Rơ Châm Hùng (Bí thư)","Sơ cấp"]]),
 "ordinal full_name born certificate_number opening_number sponsor political_theory".split(),[dict(full_name="Ksor H'Nhung",certificate_number="45/CN",certificate_on="2025-10-20")])
case("ten", csv(["Họ và tên","Sinh ngày","Nghề nghiệp, chức vụ, đơn vị công tác"],["đ/c  NGUYỄN   VĂN   TÈO","1/1/1990","Kế toán"],["Nguyễn Thị Bưởi (Na)","2/2/1991","GV"],["Bà Rịa Thị Tàu","3/3/1992",""],["Lê Văn Luyện*","4/4/1993",""],comma="\t"),
 "full_name born occupation".split(),[dict(full_name="Nguyễn Văn Tèo"),dict(full_name="Nguyễn Thị Bưởi",other_names="Na"),dict(full_name="Bà Rịa Thị Tàu"),dict(full_name="Lê Văn Luyện")])
case("lech-cot", xlsx([[],[],[None,None,"DANH SÁCH NGUỒN"],[],[None,None,"Số TT","Họ & tên","Ngày/tháng/năm sinh","Dân tộc","Tôn giáo","Chi bộ, đơn vị","Đối tượng"],[None,None,None,"Chi bộ Khối cơ quan",None,None,None,None,2],[None,None,"01","Âu Dương Thị Phụng","08/03/1988","Hoa","Phật giáo","CB Cơ quan","Công chức"],[None,None,"02","Tôn Nữ Thị Hỷ","8/3/88","Kinh",None,"CB Cơ quan","Đoàn viên, nữ"],[None,None,None,"Chi bộ Trường MN",None,None,None,None,1],[None,None,"01","Cộng Thị Hòa","1/6/1990","Kinh","Công giáo","CB MN","Giáo viên"],[],[None,None,None,"Người tổng hợp"],[],[],[None,None,None,"Đoàn Thị Ngân"]]),
 "ordinal full_name born ethnicity religion unit groups".split(),[dict(full_name="Âu Dương Thị Phụng",born="1988-03-08",religion="Phật giáo",groups="office"),dict(full_name="Tôn Nữ Thị Hỷ",born="1988-03-08",DOUBT=1),dict(full_name="Cộng Thị Hòa",groups="teacher")])
case("nam-nu-ngoac", xlsx([["STT","HỌ VÀ TÊN","Ngày sinh (Nam)","Ngày sinh (Nữ)","Dân\ntộc","Trình độ chuyên môn\n(ghi rõ ngành)","Ngày tháng năm vào Đoàn TNCS Hồ Chí Minh","Nơi công tác / học tập"],[1,"Hà Văn Bốn","1/1/1990",None,"Thái","Đại học Luật","26/3/2006","UBND xã"],[2,"Lò Thị Năm",None,"02/02/1993","Thái",None,None,"Trường MN"]]),
 "ordinal full_name born_male born_female ethnicity profession youth_union_joined workplace".split(),[dict(full_name="Hà Văn Bốn",born="1990-01-01",sex="male"),dict(sex="female",born="1993-02-02")])
case("bang-tong-hop-truoc", xlsx([["BIỂU TỔNG HỢP"],["TT","Nội dung","Số lượng"],[1,"Tổng số quần chúng",3],[2,"Trong đó: nữ",1],[],["DANH SÁCH CHI TIẾT"],["TT","Họ và tên","Năm sinh","Giới tính","Đơn vị"],[1,"Chu Văn An",1990,"Nam","Thôn 1"],[2,"Bế Thị Bông",1995,"Nữ","Thôn 2"]]),
 "ordinal full_name born sex workplace".split(),[dict(full_name="Chu Văn An"),dict(full_name="Bế Thị Bông",sex="female")])
case("danh-so-trong-ten", xlsx([["Họ và tên","Sinh ngày","CCCD"],["1. Nguyễn Văn Ánh","01/02/1990","034 090 001 234"],["2. Trần Thị Én","03.04.1992","'034192005678"],["3) Lê Hải","1993",34093001234]]),
 "full_name born citizen".split(),[dict(full_name="Nguyễn Văn Ánh",citizen="034090001234"),dict(full_name="Trần Thị Én",citizen="034192005678"),dict(full_name="Lê Hải",DOUBT=1)])
case("sinh-vien-diem", xlsx([["TRƯỜNG ĐẠI HỌC SƯ PHẠM"],[],["Stt","Mã SV","Họ đệm","Tên","Ngày sinh","Nữ","Lớp","Khoa","Điểm TBCTL","Xếp loại RL","Chức vụ Đoàn, Hội","Email","Điện thoại"],[1,"605101","Đào Thị Thanh","Nhàn","12/10/2003","x","K60A","Toán","3,45","Xuất sắc","Bí thư","n@x.vn","0977000111"],[2,"605102","Kiều Minh","Đức","05/07/2003",None,"K60A","Toán","3,60","Tốt",None,"d@x.vn","0977000222"]]),
 "ordinal staff_code family_name given_name born is_female class_name workplace - - position - phone".split(),[dict(full_name="Đào Thị Thanh Nhàn",sex="female"),dict(full_name="Kiều Minh Đức",sex="male",phone="0977000222")])
case("doan-nhom", xlsx([["STT","Họ và tên","Sinh",None,"Đoàn TNCS HCM",None,"Đảng CSVN",None],[None,None,"Ngày, tháng","Năm","Ngày vào","Nơi vào","Ngày kết nạp","Ngày chính thức"],[1,"Tráng A Lử","12/5",1990,"26/3/2006","Sơn La","3/2/2015","3/2/2016"]],merged=["C1:D1","E1:F1","G1:H1"]),
 "ordinal full_name born_day born_year youth_union_joined - joined official".split(),[dict(full_name="Tráng A Lử",born="1990-05-12",joined="2015-02-03",official="2016-02-03")])
case("du-bi", xlsx([["DANH SÁCH ĐẢNG VIÊN DỰ BỊ"],["TT","Họ và tên đảng viên","Ngày sinh","Ngày vào Đảng","Số QĐ kết nạp","Người giới thiệu","Chi bộ sinh hoạt"],[1,"Cầm Thị Xoan","1/1/1996","19/5/2025","123-QĐ/ĐU","Lò Văn Hặc; Quàng Văn Pản","Chi bộ Bản Bó"],["Số người: 1","","","","","",""],["Sơn La, ngày 1 tháng 3 năm 2026"],["TM. CHI BỘ"],["Phó Bí thư"],[],["Hoàng Minh Giám"]]),
 "ordinal full_name born joined - sponsor unit".split(),[dict(full_name="Cầm Thị Xoan",joined="2025-05-19",sponsor="Lò Văn Hặc",sponsor_2="Quàng Văn Pản")])
case("cot-thua", xlsx([["Danh sách đối tượng Đảng","",""],["STT","Họ tên","Ngày sinh","","Ghi chú","",""],[1,"Phùng Văn Cung","1990","","","",""],[2,"Triệu Thị Trinh","1991","","vợ liệt sĩ","",""],["","","","","(tiếp)","",""]]),
 "ordinal full_name born note".split(),[dict(full_name="Phùng Văn Cung"),dict(full_name="Triệu Thị Trinh"),dict(FAULT=1)])
case("gioi-tinh-so", xlsx([["Họ và tên","Giới tính (Nam/Nữ)","Năm sinh","Dân tộc (Kinh/khác)","Thành phần","Ngày họp chi bộ xét","Số BB"],["Giàng Thị Mỷ","F","1995","Mông","Nông dân","12/01/2026","01"],["Sùng A Páo","Trai","1994","Mông","Bộ đội xuất ngũ","12/01/2026","01"]]),
 "full_name sex born ethnicity groups resolved_on -".split(),[dict(sex="female",groups="farmer",resolved_on="2026-01-12"),dict(sex="male",groups="demobilised")])
case("tieu-de-la", xlsx([["Số TT","Họ, tên","Ng.sinh","G.tính","D.tộc","T.giáo","Q.quán","Ch.vụ","Đ.vị","Ngày CT","Ngày VĐ","GC"],[1,"Nông Văn Dền","2/9/1985","Nam","Tày","Không","Cao Bằng","Trưởng xóm","Xóm 1","3/2/2011","3/2/2010","."]]),
 "ordinal full_name born sex ethnicity religion home_town position workplace official joined note".split(),[dict(full_name="Nông Văn Dền",born="1985-09-02",sex="male",joined="2010-02-03",official="2011-02-03")])
case("ten-dai", xlsx([["Thứ tự","Họ và tên quần chúng được giới thiệu tham gia lớp bồi dưỡng nhận thức về Đảng","Ngày, tháng, năm sinh của quần chúng","Quê quán (xã, huyện, tỉnh)","Nơi thường trú hiện nay","Nghề nghiệp, chức vụ, đơn vị công tác hiện nay","Trình độ văn hoá phổ thông","Trình độ chuyên môn, nghiệp vụ cao nhất","Ngày được kết nạp vào Đoàn TNCS Hồ Chí Minh","Ngày, tháng, năm chi bộ họp xét, đề nghị","Đảng viên được chi bộ phân công giúp đỡ","Ngày, tháng, năm được phân công giúp đỡ"],[1,"Sầm Đức Xương","1/1/1992","Hà Giang","Vị Xuyên","Giáo viên","12/12","Đại học","26/3/2007","1/2/2026","Nguyễn Trường Tô","1/1/2026"]]),
 "ordinal full_name born home_town residence occupation general_education profession youth_union_joined resolved_on sponsor sponsored_on".split(),[dict(full_name="Sầm Đức Xương",residence="Vị Xuyên",resolved_on="2026-02-01",sponsor="Nguyễn Trường Tô",sponsored_on="2026-01-01")])
case("khong-ke-bang", csv(["","DANH SÁCH","",""],["","","",""],["Số TT","HỌ TÊN","NĂM SINH","ĐƠN VỊ"],["1","ĐINH THỊ VÂN","1990","Thôn Trung"],["2","ĐOÀN VĂN HẬU","1999","Thôn Thượng"],["","NGƯỜI LẬP DANH SÁCH","",""],["","(Ký, họ tên)","",""],["","PHAN VĂN KHẢI","",""]),
 "ordinal full_name born workplace".split(),[dict(full_name="Đinh Thị Vân"),dict(full_name="Đoàn Văn Hậu")])
case("34-cot-day-du", xlsx([["STT","Mã GV/SV","Họ và tên","SĐT","Email","Giới tính","Ngày sinh","Dân tộc","Tôn giáo","Quê quán","Chức vụ","Lớp","Khoa/Phòng","Chi bộ công nhận","Số BC cảm tình Đảng","Ngày họp CB công nhận","Đảng viên giúp đỡ","Ngày phân công giúp đỡ","Số QĐ mở lớp BD","Ngày QĐ mở lớp","Ngày khai giảng","Ngày bế giảng","Kết quả học tập","Xếp loại","Số QĐ CC","Ngày cấp CC","Số CC","Ngày hết hạn CC","Tình trạng","Ngày nộp hồ sơ","Ngày kết nạp","Số QĐ kết nạp","Ngày chính thức","Ghi chú"],[1,"SV1","Lê Thị Na","0912345678","a@b","Nữ","01/02/2003","Kinh","Không","Huế","BT chi đoàn","K20","CNTT","Chi bộ SV","1-BC","03/05/2024","Trần A","04/05/2024","5-QĐ","01/06/2024","05/06/2024","10/06/2024","8.5","Giỏi","7-QĐ","15/06/2024","99/CN","15/06/2029","Đang theo dõi","","","","",""]]),
 "ordinal staff_code full_name phone - sex born ethnicity religion home_town position class_name workplace unit report_number resolved_on sponsor sponsored_on opening_number opening_on - - - - certificate_number certificate_on - certificate_until - - joined - official note".split(),[dict(full_name="Lê Thị Na",certificate_on="2024-06-15")])
case("vn-time-h", xlsx([[to_tcvn3(c) for c in r] for r in [["TT","Họ và tên","Ngày sinh","","Quê quán"],["","","Nam","Nữ",""],["1","đặng thị ngọc ánh","","12/03/1990","Hải Dương"],["2","vũ đình thường","05/06/88","","Hưng Yên"],["","Cộng: 2 đồng chí","","",""],["","Người lập","","","Bí thư chi bộ"]]]),
 "ordinal full_name born_male born_female home_town".split(),[dict(full_name="Đặng Thị Ngọc Ánh",sex="female",born="1990-03-12"),dict(full_name="Vũ Đình Thường",sex="male",born="1988-06-05",DOUBT=1)])
case("quan-su", xlsx([["BCHQS XÃ"],["TT","Cấp bậc, họ tên","Năm sinh","Nhập ngũ","Chức vụ","Đơn vị","Quê quán","Văn hóa","Sức khỏe"],[1,"Nguyễn Quốc Việt",2004,"02/2024","Chiến sĩ","aBB1","Tiên Lữ","12/12","Loại 1"]]),
 "ordinal full_name born - position workplace home_town general_education -".split(),[dict(full_name="Nguyễn Quốc Việt",born="2004")])
case("xac-nhan-cuoi", xlsx([["Stt","Họ & Tên","Ngày sinh","Thôn","Nghề nghiệp","Trình độ HV","Trình độ CM","Hoàn cảnh GĐ","Đề xuất"],["1","Triệu Mùi Pham","20/10/1997","Nà Lìu","Làm ruộng","12/12","Trung cấp thú y","Cận nghèo","Đưa vào nguồn"],["2","Lý A Sử","1989","Nà Lìu","Phó thôn","9/12","","",""],["","XÁC NHẬN CỦA CHI ỦY","","","","","","",""],["","(Ký tên)","","","","TRƯỞNG THÔN","","",""],["","","","","","Bàn Văn Ton","","",""]]),
 "ordinal full_name born - occupation general_education profession family -".split(),[dict(full_name="Triệu Mùi Pham",general_education="12/12"),dict(full_name="Lý A Sử",born="1989")])
case("gach-noi", xlsx([["No.","Full name","Date of birth","Gender","Phone","Position","Note"],[1,"Nguyễn Lan Anh",datetime(1999,12,31),"Female","0909.123.456","Kế toán",""],[2,"Trần Bảo",datetime(1998,1,2),"Male","(024) 3825 1234","",""]]),
 "ordinal full_name born sex phone position note".split(),[dict(sex="female",phone="0909123456"),dict(phone="02438251234")])
case("nhieu-muc", xlsx([["STT","Họ và tên","Ngày sinh","Chi bộ"],["A","ĐẢNG BỘ PHƯỜNG"],["I","Khối dân cư"],["1","Chi bộ KP1",None,None],["1.1","Ngô Bảo","1/1/1990",None],["1.2","Ngô Châu","1/2/1990",None],["2","Chi bộ KP2",None,None],["2.1","Ngô Đức","1/3/1990",None],["II","Khối trường học"],["3","Chi bộ Trường MN"],["3.1","Ngô Hà","1/4/1990"]]),
 "ordinal full_name born unit".split(),[dict(full_name="Ngô Bảo"),dict(full_name="Ngô Châu"),dict(full_name="Ngô Đức"),dict(full_name="Ngô Hà")])
case("o-trong-xen-ke", xlsx([["Họ","Đệm","Tên","Ngày","Tháng","Năm sinh","Nam/nữ"],["Hoàng","Thị","Diệp",1,2,1995,"nữ"],["Mạc","Đăng","Dung",None,None,1990,"nam"]]),
 "family_name middle_name given_name born_day born_month born_year sex".split(),[dict(full_name="Hoàng Thị Diệp",born="1995-02-01"),dict(full_name="Mạc Đăng Dung",born="1990")])
# fmt: on


@pytest.mark.parametrize(("content", "columns", "rows"), CASES)
def test_an_odd_list(content, columns, rows):
    file = read_people(content)
    found = [row for _, row in reread(file.columns, file.lines, ON)]

    assert [each.field or "-" for each in file.columns if each.heading or each.field] == columns
    assert len(found) == len(rows)
    for wanted, row in zip(rows, found, strict=True):
        said = {key: value for key, value in wanted.items() if key not in {"FAULT", "DOUBT"}}
        assert {key: row.values.get(key) for key in said} == said
        assert any(each.fault for each in row.problems) == bool(wanted.get("FAULT"))
        if wanted.get("DOUBT"):
            assert row.problems
